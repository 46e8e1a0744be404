package dev.millrace.gateway.user;

/** The result of linking an account at an OpenID Connect provider to a user. */
public sealed interface ProviderAccountOutcome {

    /** It belongs to the user, also if it did before. */
    record Linked(ProviderAccount account) implements ProviderAccountOutcome {}

    /** It belongs to another user. */
    record Taken() implements ProviderAccountOutcome {}

    /** The user has another account at this provider. */
    record HasOther(ProviderAccount account) implements ProviderAccountOutcome {}
}
