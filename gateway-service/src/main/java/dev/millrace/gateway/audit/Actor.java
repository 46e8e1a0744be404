package dev.millrace.gateway.audit;

import dev.millrace.kit.identity.Caller;
import java.util.Optional;
import java.util.UUID;

/**
 * Who did something.
 *
 * @param user the person; empty for the administrator's token, for tokens of a team, and for the platform itself
 * @param name for people
 */
public record Actor(Optional<UUID> user, String name) {

    /** The caller of a request. */
    public static Actor of(Caller caller) {
        return new Actor(caller.user(), caller.subject().isEmpty() ? "team " + caller.team() : caller.subject());
    }

    /**
     * The platform, without a request of anyone.
     *
     * @param name what of it, for example {@code settings}
     */
    public static Actor platform(String name) {
        return new Actor(Optional.empty(), name);
    }
}
