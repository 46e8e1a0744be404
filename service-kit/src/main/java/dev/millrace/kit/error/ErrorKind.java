package dev.millrace.kit.error;

/** Whose fault it is, and so what an edge does about it. */
public enum ErrorKind {
    /** Bad or not allowed: 4xx over HTTP; on Kafka to the dead-letter topic at once. */
    CALLER,
    /** A forge or another service: 502 or 503 with a time to retry; on Kafka retried in place. */
    UPSTREAM,
    /** Full or over a quota: 429 or 503 with a time to retry; on Kafka retried in place. */
    CAPACITY,
    /** Our bug or our database: 500 with an id only; on Kafka a few retries, then the dead-letter topic. */
    INTERNAL
}
