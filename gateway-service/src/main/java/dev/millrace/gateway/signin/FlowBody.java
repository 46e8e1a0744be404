package dev.millrace.gateway.signin;

import org.jspecify.annotations.Nullable;

/**
 * A request to begin a flow.
 *
 * @param connection id of the connection of the App; the only one by default
 * @param invitation secret of an invitation, for a sign-in: what its link ends with
 */
record FlowBody(@Nullable String connection, @Nullable String invitation) {

    /** Shows no secret. */
    @Override
    public String toString() {
        return "FlowBody[" + connection + "]";
    }
}
