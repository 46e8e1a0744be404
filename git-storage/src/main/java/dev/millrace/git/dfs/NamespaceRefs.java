package dev.millrace.git.dfs;

import dev.millrace.git.ref.RefNamespace;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.SymbolicRef;

/** Extracts one namespace from all refs of a repository. */
final class NamespaceRefs {

    private NamespaceRefs() {}

    /**
     * The namespace's refs under the names that clients see, with HEAD; returns the argument if there is no other
     * namespace.
     */
    static RefSnapshot of(RefSnapshot all, RefNamespace namespace) {
        if (namespace == RefNamespace.DEFAULT) {
            return hidden(all).isEmpty() ? all : RefSnapshot.of(all.version(), visible(all));
        }
        var shown = new ArrayList<Ref>();
        for (Ref ref : all.withPrefix(namespace.prefix())) {
            shown.add(renamed(ref, namespace.shown(ref.getName())));
        }
        Ref head = all.find(Constants.HEAD);
        if (head != null && head.isSymbolic()) {
            shown.add(unresolved(head));
        }
        return RefSnapshot.of(all.version(), shown);
    }

    /** Refs that the default namespace does not show but that keep objects alive. */
    static List<Ref> hidden(RefSnapshot all) {
        return all.withPrefix(RefNamespace.RESERVED);
    }

    private static List<Ref> visible(RefSnapshot all) {
        var visible = new ArrayList<Ref>(all.size());
        for (Ref ref : all.stored()) {
            if (RefNamespace.DEFAULT.holds(ref.getName())) {
                visible.add(ref.isSymbolic() ? unresolved(ref) : ref);
            }
        }
        return visible;
    }

    private static Ref unresolved(Ref symbolic) {
        return new SymbolicRef(
                symbolic.getName(), RefSnapshot.unborn(symbolic.getTarget().getName()));
    }

    private static Ref renamed(Ref ref, String name) {
        ObjectId peeled = ref.getPeeledObjectId();
        return peeled == null
                ? new ObjectIdRef.PeeledNonTag(Ref.Storage.PACKED, name, ref.getObjectId())
                : new ObjectIdRef.PeeledTag(Ref.Storage.PACKED, name, ref.getObjectId(), peeled);
    }
}
