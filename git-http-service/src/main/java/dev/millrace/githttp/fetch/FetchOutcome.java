package dev.millrace.githttp.fetch;

/** How one request of a fetch ended. In each case the client has its complete response. */
public sealed interface FetchOutcome {

    /** Refs were listed or a negotiation round was answered. */
    record Talked() implements FetchOutcome {}

    /**
     * A pack was sent.
     *
     * @param objects in it
     * @param bytes of it, without the framing
     * @param copied whether a stored pack was copied unchanged, the cheapest way
     */
    record PackSent(long objects, long bytes, boolean copied) implements FetchOutcome {}

    /** The client requested something that it may not have or that we do not understand, and got an error. */
    record Refused(String reason) implements FetchOutcome {}

    /** We failed, and the client got an error that states so. */
    record Failed(Throwable cause) implements FetchOutcome {}
}
