package dev.millrace.kit.identity;

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

/**
 * Verifies the tokens of requests for SmallRye JWT: not with one key from its configuration, but with the keys of the team
 * that a token names.
 */
@ApplicationScoped
@Alternative
@Priority(1)
class CallerPrincipalFactory extends JWTCallerPrincipalFactory {

    private final TokenVerifier verifier;

    CallerPrincipalFactory(TokenVerifier verifier) {
        this.verifier = verifier;
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
                throw new ParseException(
                        reason, MillraceException.unauthorized(reason).withCode("token_rejected"));
        };
    }
}
