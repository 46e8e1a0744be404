package dev.millrace.pipeline.log;

/** What there is of a log. */
public sealed interface LogExtent {

    /**
     * It can be read.
     *
     * @param bytes its length so far, 0 or more
     */
    record Present(long bytes) implements LogExtent {}

    /** It was deleted after its retention. */
    record Expired() implements LogExtent {}
}
