package dev.millrace.sync.broken;

/** A class of one service that another uses. */
public final class SharedBetweenServices {}
