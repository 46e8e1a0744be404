package dev.millrace.ingest.forge.read;

/** Something that the event requires is missing or malformed; the message states what. */
public final class UnreadablePayload extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param reason human-readable: which field, and the rule */
    public UnreadablePayload(String reason) {
        super(reason);
    }
}
