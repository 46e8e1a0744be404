package dev.millrace.git.search;

/**
 * The state of a team's index.
 *
 * @param waiting repositories that are to be indexed
 * @param contents different contents that can be found
 */
public record SearchStatus(long waiting, long contents) {}
