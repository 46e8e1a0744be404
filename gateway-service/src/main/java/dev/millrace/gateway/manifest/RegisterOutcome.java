package dev.millrace.gateway.manifest;

import java.net.URI;

/** The result of a browser's return from the page that registers an App. */
sealed interface RegisterOutcome {

    /**
     * The App is connected.
     *
     * @param installPage where it is installed in accounts
     */
    record Connected(String connectionId, URI installPage) implements RegisterOutcome {}

    /** No administrator has begun it, it was ended before, or it took longer than an hour. */
    record StateInvalid() implements RegisterOutcome {}

    /** The forge does not accept the code; the state is still valid. */
    record CodeRejected(String reason) implements RegisterOutcome {}
}
