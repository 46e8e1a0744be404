package dev.millrace.git.dfs;

import dev.millrace.events.git.RefsMoved.Cause;

/**
 * Who moves refs and why.
 *
 * @param actor for the reflog: a user, or the name of a service
 */
record Mover(Cause cause, String actor) {}
