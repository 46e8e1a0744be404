package dev.millrace.insights.fact;

import java.time.Instant;
import java.util.List;

/**
 * A commit that the default branch of a mirror reached at some time.
 *
 * @param id 40 hex digits
 * @param parents ids in order; none for a root, two or more for a merge
 * @param title first line of the message
 * @param authorName as written in the commit
 * @param authorEmail as written in the commit
 * @param authoredAt the author's clock, microseconds
 * @param committedAt the committer's clock, microseconds
 * @param coAuthors values of the {@code Co-authored-by} trailers, {@code Name <address>}
 */
public record CommitFact(
        String id,
        List<String> parents,
        String title,
        String authorName,
        String authorEmail,
        Instant authoredAt,
        Instant committedAt,
        List<String> coAuthors) {

    public CommitFact {
        parents = List.copyOf(parents);
        coAuthors = List.copyOf(coAuthors);
    }

    /** Whether it joins two or more lines of history. */
    public boolean isMerge() {
        return parents.size() > 1;
    }
}
