package dev.millrace.gateway.signin;

import dev.millrace.gateway.session.Sessions;

/** The result of a browser's return from the OpenID Connect provider. */
sealed interface ProviderOutcome {

    /** The person is a user, who has a session now. */
    record SignedIn(Sessions.Begun session) implements ProviderOutcome {}

    /** The account belongs to the user who has begun the flow. */
    record Linked() implements ProviderOutcome {}

    /** This browser has not begun it, it was ended before, it took too long, or the provider was replaced meanwhile. */
    record StateInvalid() implements ProviderOutcome {}

    /** The provider does not accept the code, for a reason in its words. */
    record CodeRejected(String reason) implements ProviderOutcome {}

    /** The provider does not accept the client or its secret, for a reason in its words. */
    record ClientRejected(String reason) implements ProviderOutcome {}

    /** The ID token proves nothing to this flow. */
    record TokenRefused(String reason) implements ProviderOutcome {}

    /** The account belongs to no user, no group of it maps to a team, and there was no invitation. */
    record PersonUnknown(String name) implements ProviderOutcome {}

    /** The person has no verified e-mail address of the domains that may sign in. */
    record DomainRefused() implements ProviderOutcome {}

    /** The invitation was used or revoked, or has expired. */
    record InvitationClosed() implements ProviderOutcome {}

    /** The session is not that of the user who has begun the flow, or there is none. */
    record OtherUser() implements ProviderOutcome {}

    /** The account belongs to another user. */
    record AccountTaken() implements ProviderOutcome {}

    /** The user has another account at this provider. */
    record HasOther() implements ProviderOutcome {}
}
