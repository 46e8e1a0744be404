package dev.millrace.gateway.manifest;

import java.time.Instant;

/**
 * What a form has to post, from a browser, to register an App.
 *
 * @param action where to: a page of the forge, with the state
 * @param state comes back with the code; part of the action already
 * @param manifest value of the field {@code manifest}: JSON
 * @param expiresAt when the state ends, ISO 8601
 */
record FormBody(String action, String state, String manifest, Instant expiresAt) {

    /** Shows no state. */
    @Override
    public String toString() {
        return "FormBody[until " + expiresAt + "]";
    }
}
