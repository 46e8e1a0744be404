package dev.millrace.webhook.access;

/** What git-http returned for a repository. */
sealed interface LookupOutcome {

    /** The team has it, and the caller may manage it. */
    record Found(KnownRepository repository) implements LookupOutcome {}

    /**
     * git-http does not accept the token: it may not have received the team's newest key yet.
     *
     * @param code stable code for programs
     */
    record Unauthenticated(String code, String reason) implements LookupOutcome {}

    /**
     * The token does not permit it.
     *
     * @param code stable code for programs
     */
    record Forbidden(String code, String reason) implements LookupOutcome {}

    /** The team has no such repository. */
    record Missing(String reason) implements LookupOutcome {}

    /** git-http did not answer, or not as expected. */
    record Unavailable(String reason) implements LookupOutcome {}
}
