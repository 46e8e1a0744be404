package dev.millrace.gateway.signin;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose session the browser has that begins or ends a flow. */
@ApplicationScoped
class FlowCaller {

    private final CurrentCaller current;

    FlowCaller(CurrentCaller current) {
        this.current = current;
    }

    /**
     * The caller; empty if the browser has no session.
     *
     * @param authorization header of the request: the gateway has put a token in the place of the cookie of a session
     */
    Optional<Caller> find(@Nullable String authorization) {
        return authorization == null ? Optional.empty() : Optional.of(current.load());
    }

    /**
     * The user who links an account.
     *
     * @throws MillraceException 403 if the caller may not change what is stored, 400 if it is no user
     */
    UUID linkingUser() {
        Caller caller = current.load();
        if (!caller.administrator()) {
            caller.require(Scope.TEAM_WRITE);
        }
        return user(caller);
    }

    /** @throws MillraceException 400 if the caller is no user */
    static UUID user(Caller caller) {
        return caller.user()
                .orElseThrow(() -> MillraceException.badRequest(
                                "the caller is no user, but a token of a team or of the platform")
                        .withCode("user_missing"));
    }
}
