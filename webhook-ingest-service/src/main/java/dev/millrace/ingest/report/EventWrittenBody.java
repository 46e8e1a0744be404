package dev.millrace.ingest.report;

/**
 * The response to a report that is stored.
 *
 * @param message always {@code event written}
 * @param data what was stored
 */
record EventWrittenBody(String message, WrittenEventBody data) {}
