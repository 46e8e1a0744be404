package dev.millrace.ingest.relay;

/** What Kafka did with the records of one delivery. */
public sealed interface PublishOutcome {

    /** All are acknowledged by every in-sync replica. */
    record Acknowledged() implements PublishOutcome {}

    /** Kafka will never accept one of them. */
    record Refused(String reason) implements PublishOutcome {}

    /** Not sent, or not acknowledged: to be sent again. */
    record Unsent(String reason) implements PublishOutcome {}
}
