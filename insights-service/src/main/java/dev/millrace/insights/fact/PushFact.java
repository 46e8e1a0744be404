package dev.millrace.insights.fact;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A push of one ref at the forge. It has no time: the forge gives none, and when we heard of it must not matter.
 *
 * @param eventId tells two equal pushes apart
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
     */
    public record PushedCommit(String id, String title, Optional<String> authorLogin, Instant at) {}
}
