package dev.millrace.forge;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The status of one context at a commit.
 *
 * @param context what people see and required checks match; case does not count
 * @param state how far it is
 * @param description one line, at most 140 characters; longer ones are truncated
 * @param targetUrl absolute address of our page about it
 */
public record CommitStatus(String context, State state, String description, Optional<URI> targetUrl) {

    /** GitHub's states. */
    public enum State {
        ERROR,
        FAILURE,
        PENDING,
        SUCCESS;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
