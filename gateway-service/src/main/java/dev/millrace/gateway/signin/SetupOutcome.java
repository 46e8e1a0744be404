package dev.millrace.gateway.signin;

import dev.millrace.gateway.installation.ClaimOutcome;

/** The result of a browser's return from the page on which people install an App. */
sealed interface SetupOutcome {

    /** What became of the installation. */
    record Claimed(ClaimOutcome outcome) implements SetupOutcome {}

    /** The person has to authorize the App first: the flow continues at this page. */
    record Authorize(Begun flow) implements SetupOutcome {}

    /** This browser has not begun it, it was ended before, or it took too long. */
    record StateInvalid() implements SetupOutcome {}

    /** The session is not that of the user who has begun the flow, or there is none. */
    record OtherUser() implements SetupOutcome {}

    /** The connection was removed meanwhile. */
    record AppUnusable(String connectionId) implements SetupOutcome {}
}
