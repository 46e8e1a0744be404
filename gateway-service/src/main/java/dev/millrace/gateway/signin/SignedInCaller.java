package dev.millrace.gateway.signin;

import dev.millrace.gateway.user.User;
import dev.millrace.kit.identity.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whom a forge or a provider has authenticated, before there is a session. */
final class SignedInCaller {

    private SignedInCaller() {}

    static Caller of(User user) {
        return new Caller(
                Caller.PLATFORM,
                user.name(),
                Optional.of(user.id()),
                Optional.empty(),
                user.administrator(),
                Optional.empty(),
                Set.of(),
                List.of(),
                Instant.MAX);
    }

    /** No user: someone, or something, with this name. */
    static Caller named(String name) {
        return new Caller(Caller.PLATFORM, name, Optional.empty(), Set.of(), List.of(), Instant.MAX);
    }
}
