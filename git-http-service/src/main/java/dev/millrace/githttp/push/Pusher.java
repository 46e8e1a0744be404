package dev.millrace.githttp.push;

import dev.millrace.git.ref.RefNamespace;
import dev.millrace.kit.identity.Caller;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The pushing client, and the target of the push.
 *
 * @param caller identity from the token
 * @param namespace namespace whose refs are moved
 * @param known objects that exist with all they refer to, in addition to those that the namespace's own refs point to
 */
public record Pusher(Caller caller, RefNamespace namespace, Set<ObjectId> known) {

    public Pusher {
        known = Set.copyOf(known);
    }
}
