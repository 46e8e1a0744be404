package dev.millrace.ingest.report;

/**
 * Why a field of a report is not accepted.
 *
 * @param field its name in the body, or the name of a header
 * @param message the rule, for people
 */
record FieldError(String field, String message) {}
