package dev.millrace.insights.fact;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A push of one ref at the forge. It has no time: the forge gives none, and when its event arrived must not matter.
 *
 * @param eventId distinguishes two equal pushes
 * @param ref full name
 * @param before object id before; empty if the push created the ref
 * @param after object id after; empty if the push deleted the ref
 * @param forced whether the move was no fast-forward
 * @param commits the new commits, oldest first, as far as the forge listed them
 */
public record PushFact(
        UUID eventId,
        String ref,
        Optional<String> before,
        Optional<String> after,
        boolean forced,
        List<PushedCommit> commits) {

    public PushFact {
        commits = List.copyOf(commits);
    }

    /**
     * A commit as the push listed it.
     *
     * @param id 40 hex digits
     * @param title first line of the message
     * @param authorLogin the author's account; empty if the forge knows none
     * @param at the timestamp the forge shows, microseconds
     * @param coAuthors values of the {@code Co-authored-by} trailers, {@code Name <address>}
     */
    public record PushedCommit(
            String id, String title, Optional<String> authorLogin, Instant at, List<String> coAuthors) {

        /** Facts that were stored by an earlier version have no co-authors. */
        public PushedCommit {
            coAuthors = orNone(coAuthors);
        }

        /** A commit without co-authors. */
        public PushedCommit(String id, String title, Optional<String> authorLogin, Instant at) {
            this(id, title, authorLogin, at, List.of());
        }

        private static List<String> orNone(@Nullable List<String> names) {
            return names == null ? List.of() : List.copyOf(names);
        }
    }
}
