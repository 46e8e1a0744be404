package dev.millrace.githttp.fetch;

/** How one request of a fetch ended. In each case the client has its whole answer. */
public sealed interface FetchOutcome {

    /** Refs were listed or a round of negotiation answered. */
    record Talked() implements FetchOutcome {}

    /**
     * A pack was sent.
     *
     * @param objects in it
     * @param bytes of it, without the framing
     * @param copied whether a stored pack was copied whole, the cheapest way
     */
    record PackSent(long objects, long bytes, boolean copied) implements FetchOutcome {}

    /** The client asked for what it may not have or what we do not understand, and was told so. */
    record Refused(String reason) implements FetchOutcome {}

    /** We failed, and the client was told that much. */
    record Failed(Throwable cause) implements FetchOutcome {}
}
