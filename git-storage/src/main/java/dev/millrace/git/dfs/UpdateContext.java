package dev.millrace.git.dfs;

import dev.millrace.events.git.RefsMoved.Cause;
import java.util.List;

/**
 * Who moves refs and why.
 *
 * @param actor for the reflog: a user, or the name of a service
 * @param pushOptions the push options of a client, for receivers of the event
 */
record UpdateContext(Cause cause, String actor, List<String> pushOptions) {

    UpdateContext {
        pushOptions = List.copyOf(pushOptions);
    }
}
