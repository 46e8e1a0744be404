package dev.millrace.kit.identity;

import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.TokenVerifier.Verification;
import io.quarkus.runtime.BlockingOperationControl;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;

/**
 * Verifies the tokens of requests for SmallRye JWT: not with one key from its configuration, but with the keys of the team
 * that a token names.
 */
@ApplicationScoped
@Alternative
@Priority(1)
class CallerPrincipalFactory extends JWTCallerPrincipalFactory {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final TokenVerifier verifier;
    private final AccessKeysFeed feed;

    CallerPrincipalFactory(TokenVerifier verifier, AccessKeysFeed feed) {
        this.verifier = verifier;
        this.feed = feed;
    }

    @Override
    public JWTCallerPrincipal parse(String text, JWTAuthContextInfo configured) throws ParseException {
        if (!BlockingOperationControl.isBlockingAllowed()) {
            throw new IllegalStateException("a token is verified on an event loop: it can take a query for keys");
        }
        String token = text.strip();
        return switch (verifier.verify(token)) {
            case Verification.Verified(Caller caller) -> new CallerPrincipal(token, caller);
            case Verification.Rejected(String reason) ->
                throw new ParseException(reason, feed.missing().isEmpty() ? rejected(reason) : notYet());
        };
    }

    private static MillraceException rejected(String reason) {
        return MillraceException.unauthorized(reason).withCode("token_rejected");
    }

    /** Not 401, which the caller would take for final. */
    private static MillraceException notYet() {
        return MillraceException.of(ErrorKind.CAPACITY, 503, "tokens cannot be verified yet: the service is starting")
                .withRetryAfter(RETRY_AFTER);
    }
}
