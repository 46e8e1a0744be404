package dev.millrace.webhook.cdevents;

/** What becomes of one of our events. */
public sealed interface Projection {

    /** It is this CDEvent. */
    record Projected(CdEvent event) implements Projection {}

    /**
     * It is none.
     *
     * @param reason human-readable
     */
    record NotProjected(String reason) implements Projection {}
}
