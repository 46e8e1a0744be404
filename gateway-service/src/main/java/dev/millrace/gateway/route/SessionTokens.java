package dev.millrace.gateway.route;

import java.util.Optional;

/** Exchanges the cookies of sessions for tokens that services accept. */
@FunctionalInterface
public interface SessionTokens {

    /**
     * A token for the caller whose session it is, valid for a few minutes; empty if there is no such session. May block.
     *
     * @param secret the value of the cookie
     */
    Optional<String> find(String secret);
}
