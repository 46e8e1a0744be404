package dev.millrace.ingest.broken;

/** A store that every feature can reach. */
public final class OpenStore {}
