package dev.millrace.gateway.signin;

import dev.millrace.gateway.installation.ClaimOutcome;
import dev.millrace.gateway.session.Sessions;
import dev.millrace.gateway.user.Identity;

/** The result of a browser's return from the page on which people authorize an App. */
sealed interface FinishOutcome {

    /** The account belongs to a user, who has a session now. */
    record SignedIn(Sessions.Begun session) implements FinishOutcome {}

    /** The account belongs to the user who has begun the flow. */
    record Linked(Identity identity) implements FinishOutcome {}

    /** As {@link Linked}; and what became of the installation that was waiting for it. */
    record Claimed(ClaimOutcome outcome) implements FinishOutcome {}

    /** This browser has not begun it, it was ended before, or it took too long. */
    record StateInvalid() implements FinishOutcome {}

    /** The forge does not accept the code, for a reason in its words. */
    record CodeRejected(String reason) implements FinishOutcome {}

    /** The connection was removed meanwhile, or the forge accepts none of its client secrets. */
    record AppUnusable(String connectionId) implements FinishOutcome {}

    /** The account belongs to no user, and there was no invitation. */
    record AccountUnknown(String instance, String login) implements FinishOutcome {}

    /** The account is not that of a person. */
    record NoPerson(String login, String type) implements FinishOutcome {}

    /** The invitation was used or revoked, or has expired. */
    record InvitationClosed() implements FinishOutcome {}

    /** The session is not that of the user who has begun the flow, or there is none. */
    record OtherUser() implements FinishOutcome {}

    /** The account belongs to another user. */
    record AccountTaken(String instance, String login) implements FinishOutcome {}

    /** The user has another account at this forge. */
    record HasOther(Identity other) implements FinishOutcome {}
}
