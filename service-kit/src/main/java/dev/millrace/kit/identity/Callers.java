package dev.millrace.kit.identity;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.TokenVerifier.Verification;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Determines the caller from the {@code Authorization} header. */
public final class Callers {

    private final TokenVerifier verifier;

    /** @param verifier checks the token found in the header */
    public Callers(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /**
     * The caller behind {@code Bearer <jwt>}, or {@code Basic} with the JWT as password and any user name.
     *
     * @throws MillraceException 401 with the reason if there is none
     */
    public Caller authenticate(@Nullable String authorization) {
        return switch (verifier.verify(token(authorization))) {
            case Verification.Verified(Caller caller) -> caller;
            case Verification.Rejected(String reason) ->
                throw MillraceException.unauthorized(reason).withCode("token_rejected");
        };
    }

    private static String token(@Nullable String authorization) {
        if (authorization == null || authorization.isBlank()) {
            throw MillraceException.unauthorized("a token is needed: none was sent")
                    .withCode("token_missing");
        }
        String[] parts = authorization.strip().split("\\s+", 2);
        if (parts.length == 2) {
            switch (parts[0].toLowerCase(Locale.ROOT)) {
                case "bearer" -> {
                    return parts[1].strip();
                }
                case "basic" -> {
                    return password(parts[1].strip());
                }
                default -> {
                    // refused below
                }
            }
        }
        throw MillraceException.unauthorized("the Authorization header is neither Bearer nor Basic")
                .withCode("token_missing");
    }

    private static String password(String credentials) {
        try {
            String decoded = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            if (colon >= 0) {
                return decoded.substring(colon + 1);
            }
        } catch (IllegalArgumentException e) {
            // not base64; refused below
        }
        throw MillraceException.unauthorized("the Basic credentials are not base64 of 'user:token'")
                .withCode("token_missing");
    }
}
