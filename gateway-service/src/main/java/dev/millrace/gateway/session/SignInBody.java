package dev.millrace.gateway.session;

import org.jspecify.annotations.Nullable;

/**
 * A request to sign in.
 *
 * @param token required: the administrator's token or an access token
 */
record SignInBody(@Nullable String token) {

    @Override
    public String toString() {
        return "SignInBody";
    }
}
