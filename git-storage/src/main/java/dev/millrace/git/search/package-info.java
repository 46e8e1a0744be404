/**
 * The index that finds text in all repositories of a team. Comes in: repositories whose branches or tags have moved, as the
 * transaction that moved them recorded. Goes out: files that may contain a text, which the caller compares with their contents.
 *
 * <p>Contents are indexed once for each team, whichever repositories, branches and paths have them. Their trigrams are written in
 * segments that are never changed, and merged when there are many. Everything that changes a team's index holds its advisory lock.
 * Tables: {@code git.search_*}.
 */
@NullMarked
package dev.millrace.git.search;

import org.jspecify.annotations.NullMarked;
