package dev.millrace.gateway.signin;

import java.net.URI;

/**
 * A flow that has begun.
 *
 * @param page where to send the browser
 * @param secrets for the cookie of the flow
 */
record Begun(URI page, FlowSecrets secrets) {

    /** Shows no secret. */
    @Override
    public String toString() {
        return "Begun";
    }
}
