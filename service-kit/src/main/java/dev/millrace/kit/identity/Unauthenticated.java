package dev.millrace.kit.identity;

import dev.millrace.kit.error.MillraceException;
import io.quarkus.security.AuthenticationFailedException;
import org.jspecify.annotations.Nullable;

/** Why a request has no caller: what every edge answers with status 401. */
final class Unauthenticated {

    private Unauthenticated() {}

    static MillraceException missing() {
        return MillraceException.unauthorized("a token is needed: none was sent")
                .withCode("token_missing");
    }

    static MillraceException rejected(AuthenticationFailedException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MillraceException reason) {
                return reason;
            }
        }
        return MillraceException.unauthorized("the token is not valid").withCode("token_rejected");
    }
}
