package dev.millrace.ingest.delivery;

/** Told when something has been stored that may be there to publish. */
@FunctionalInterface
public interface InboxSignal {

    /** Called after the commit; returns at once. */
    void stored();
}
