package dev.millrace.kit.consume;

/**
 * Headers by which consumers and webhook-ingest, which has the dead letters of all services, name the same record. The first
 * five are those that the Kafka connector writes, too.
 */
public final class DeadLetterHeaders {

    /** How all headers begin that describe why and where a record became a dead letter. */
    public static final String PREFIX = "dead-letter-";

    /** Why the record was not processed. */
    public static final String REASON = PREFIX + "reason";

    /** What caused that, if that is known. */
    public static final String CAUSE = PREFIX + "cause";

    /** Topic that it was read from. */
    public static final String TOPIC = PREFIX + "topic";

    /** Partition that it was read from. */
    public static final String PARTITION = PREFIX + "partition";

    /** Offset that it was read from. */
    public static final String OFFSET = PREFIX + "offset";

    /** On a dead letter whose key is parked, and on a {@link #NOTE}: how many records wait behind it; 0 or more. */
    public static final String WAITING = PREFIX + "waiting";

    /** The record is no dead letter but about its key: {@link #NOTE_WAITING} or {@link #NOTE_UNPARKED}. */
    public static final String NOTE = PREFIX + "note";

    /** The number of records behind the dead letter has changed. */
    public static final String NOTE_WAITING = "waiting";

    /** Nothing waits any more; records of the key are processed as they arrive. */
    public static final String NOTE_UNPARKED = "unparked";

    /** The record is a dead letter that was released: {@link RecordPosition} where it was read before. */
    public static final String RELEASES = "ce_millracereleases";

    /** The record only states that a dead letter was discarded: {@link RecordPosition} where that was read. */
    public static final String DISCARDS = "ce_millracediscards";

    private DeadLetterHeaders() {}
}
