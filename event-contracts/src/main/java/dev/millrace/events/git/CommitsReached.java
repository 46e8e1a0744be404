package dev.millrace.events.git;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Commits became reachable from the default branch that were not before. Written in the transaction of the {@link RefsMoved}
 * with the same {@code refsVersion}; at most 1,000 commits per part, newest first. The oldest are missing if there are more than
 * the storing process has memory to walk: hundreds of thousands.
 *
 * <p>Wire name {@code git.commits.reached}, version 1. Topic {@code git.updates}, keyed by our repository id.
 *
 * @param eventId from repository, version and part
 * @param repository where
 * @param branch full name of the default branch
 * @param head tip of the default branch after the move
 * @param refsVersion as in {@link RefsMoved}
 * @param part 0 or more
 * @param commits the commits of this part
 * @param occurredAt when the transaction was executed, by the storing service's clock
 */
public record CommitsReached(
        UUID eventId,
        MirroredRepository repository,
        String branch,
        String head,
        long refsVersion,
        int part,
        List<ReachedCommit> commits,
        Instant occurredAt)
        implements Event {

    public CommitsReached {
        commits = List.copyOf(commits);
    }

    @Override
    public String key() {
        return repository.id().toString();
    }

    @Override
    public String subject() {
        return branch;
    }

    /**
     * One commit.
     *
     * @param id 40 hex digits
     * @param parents ids in order; none for a root, two or more for a merge
     * @param title first line of the message, at most 200 characters
     * @param authorName as written in the commit
     * @param authorEmail as written in the commit
     * @param authoredAt the author's clock
     * @param committedAt the committer's clock
     * @param coAuthors values of the message's {@code Co-authored-by} trailers in order, {@code Name <address>} as written,
     *     at most 10 of at most 200 characters; none in events of versions that did not read them
     */
    public record ReachedCommit(
            String id,
            List<String> parents,
            String title,
            String authorName,
            String authorEmail,
            Instant authoredAt,
            Instant committedAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> coAuthors) {

        public ReachedCommit {
            parents = List.copyOf(parents);
            coAuthors = orNone(coAuthors);
        }

        /** A commit without co-authors. */
        public ReachedCommit(
                String id,
                List<String> parents,
                String title,
                String authorName,
                String authorEmail,
                Instant authoredAt,
                Instant committedAt) {
            this(id, parents, title, authorName, authorEmail, authoredAt, committedAt, List.of());
        }

        private static List<String> orNone(@Nullable List<String> names) {
            return names == null ? List.of() : List.copyOf(names);
        }
    }
}
