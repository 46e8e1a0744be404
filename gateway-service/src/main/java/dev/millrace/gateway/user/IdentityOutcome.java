package dev.millrace.gateway.user;

/** The result of linking an account at a forge to a user. */
public sealed interface IdentityOutcome {

    /** It belongs to the user, also if it did before. */
    record Linked(Identity identity) implements IdentityOutcome {}

    /** There is no such user. */
    record NoUser() implements IdentityOutcome {}

    /** It belongs to another user. */
    record Taken() implements IdentityOutcome {}

    /** The user has another account at this forge. */
    record HasOther(Identity identity) implements IdentityOutcome {}

    /** The instance, the id or the login is not acceptable. */
    record Refused(String reason) implements IdentityOutcome {}
}
