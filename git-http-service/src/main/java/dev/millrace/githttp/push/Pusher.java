package dev.millrace.githttp.push;

import dev.millrace.git.ref.RefNamespace;
import dev.millrace.kit.identity.Caller;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Who pushes, and where to.
 *
 * @param caller what the token says
 * @param namespace whose refs are moved
 * @param known objects that are there, with all they refer to, beside what the namespace's own refs point to
 */
public record Pusher(Caller caller, RefNamespace namespace, Set<ObjectId> known) {

    public Pusher {
        known = Set.copyOf(known);
    }
}
