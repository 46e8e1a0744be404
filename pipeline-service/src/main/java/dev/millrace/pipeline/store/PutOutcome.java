package dev.millrace.pipeline.store;

/** What setting a value did. */
enum PutOutcome {
    /** there was none */
    ADDED,
    /** there was another one */
    CHANGED,
    /** it was set already, and nothing was changed */
    UNCHANGED,
    /** nothing was changed: the team has as many as are allowed */
    TOO_MANY
}
