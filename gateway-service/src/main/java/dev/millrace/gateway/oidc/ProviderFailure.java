package dev.millrace.gateway.oidc;

/** The provider cannot be reached, or does not respond as OpenID Connect states. The message is for people and has no secret. */
public final class ProviderFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProviderFailure(String message) {
        super(message);
    }

    ProviderFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
