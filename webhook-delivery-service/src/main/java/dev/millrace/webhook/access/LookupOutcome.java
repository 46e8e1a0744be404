package dev.millrace.webhook.access;

/** What git-http returned for a repository. */
sealed interface LookupOutcome {

    /** The team has it, and the caller may manage it. */
    record Found(KnownRepository repository) implements LookupOutcome {}

    /**
     * The caller may not manage it, or it does not exist.
     *
     * @param status 400 to 499
     * @param code stable code for programs
     */
    record Rejected(int status, String code, String reason) implements LookupOutcome {}

    /** git-http did not answer, or not as expected. */
    record Unavailable(String reason) implements LookupOutcome {}
}
