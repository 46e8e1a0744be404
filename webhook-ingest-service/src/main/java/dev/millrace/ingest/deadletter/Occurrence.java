package dev.millrace.ingest.deadletter;

/**
 * What deliveries report; several hooks may report the same.
 *
 * @param host of the forge
 * @param guid the forge's id of it
 */
public record Occurrence(String host, String guid) {}
