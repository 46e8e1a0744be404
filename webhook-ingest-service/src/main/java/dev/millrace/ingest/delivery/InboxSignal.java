package dev.millrace.ingest.delivery;

/** Notified when something has been stored that may have to be published. */
@FunctionalInterface
public interface InboxSignal {

    /** Called after the commit; returns at once. */
    void stored();
}
