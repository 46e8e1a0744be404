package dev.millrace.gateway.signin;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to begin a flow.
 *
 * @param connection id of the connection of the App; the only one by default
 * @param invitation secret of an invitation, for a sign-in: what its link ends with
 */
record FlowBody(@Nullable String connection, @Nullable String invitation) {

    /** The secret of the invitation, as it was meant. */
    Optional<String> usableInvitation() {
        return Optional.ofNullable(invitation).map(String::strip).filter(secret -> !secret.isEmpty());
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "FlowBody[" + connection + "]";
    }
}
