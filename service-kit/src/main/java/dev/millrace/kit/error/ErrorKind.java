package dev.millrace.kit.error;

/** Whose fault an error is, which determines how an edge handles it. */
public enum ErrorKind {
    /** The caller, with an invalid or forbidden request: 4xx over HTTP; on Kafka to the dead-letter topic at once. */
    CALLER,
    /** A forge or another service: 502 or 503 with a time to retry; on Kafka retried in place. */
    UPSTREAM,
    /** Out of capacity or over a quota: 429 or 503 with a time to retry; on Kafka retried in place. */
    CAPACITY,
    /** Our bug or our database: 500 with only an id; on Kafka a few retries, then the dead-letter topic. */
    INTERNAL
}
