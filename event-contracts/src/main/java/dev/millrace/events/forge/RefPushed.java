package dev.millrace.events.forge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One branch or tag was created, moved or deleted by a push at the forge. A push that moves three refs causes three of these
 * events. It is a hint for mirroring (the forge may lose it) and authoritative for triggers.
 *
 * <p>Wire name {@code forge.ref.pushed}, version 1. Topic {@code forge.scm}, keyed by forge instance and repository id, so
 * the pushes of one repository are read in the order they arrived, also across renames.
 *
 * @param eventId the same for every hook and redelivery of the push
 * @param repository where
 * @param installationId the GitHub App installation that reported it; empty for repository and organization hooks
 * @param actor who pushed; empty if the forge did not report it
 * @param ref full name, {@code refs/heads/main} or {@code refs/tags/v1}
 * @param before object id before, 40 hex digits (SHA-1) or 64 (SHA-256); empty if the push created the ref
 * @param after object id after; empty if the push deleted the ref
 * @param forced whether the move was not a fast-forward; false also where the forge does not report it (GitLab, Gitea,
 *     Forgejo, Bitbucket Data Center, SourceHut)
 * @param commits the new commits in order, oldest first, as far as the forge listed them (GitHub: at most
 *     2,048; GitLab: the newest 20; Bitbucket Cloud: the newest 5; Bitbucket Data Center and SourceHut: none)
 * @param commitCount how many new commits there are, which may be more than are listed; 0 or more; empty if the forge does
 *     not report it
 * @param occurredAt when the forge's delivery reached us, by our clock: a push has no timestamp of its own
 */
public record RefPushed(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        String ref,
        Optional<String> before,
        Optional<String> after,
        boolean forced,
        List<PushedCommit> commits,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Integer> commitCount,
        Instant occurredAt)
        implements Event {

    public RefPushed {
        if (before.isEmpty() && after.isEmpty()) {
            throw new IllegalArgumentException("push to %s neither creates, moves nor deletes it".formatted(ref));
        }
        commits = List.copyOf(commits);
        commitCount = Objects.requireNonNullElse(commitCount, Optional.empty()); // older events lack it
    }

    /** A push of which the forge does not report the number of commits. */
    public RefPushed(
            UUID eventId,
            ForgeRepository repository,
            Optional<String> installationId,
            Optional<Actor> actor,
            String ref,
            Optional<String> before,
            Optional<String> after,
            boolean forced,
            List<PushedCommit> commits,
            Instant occurredAt) {
        this(
                eventId,
                repository,
                installationId,
                actor,
                ref,
                before,
                after,
                forced,
                commits,
                Optional.empty(),
                occurredAt);
    }

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return ref;
    }

    /**
     * A commit as the push listed it.
     *
     * @param id 40 or 64 hex digits
     * @param title first line of the message
     * @param authorLogin the author's account; empty if the forge has no account for the address
     * @param committedAt the timestamp the forge shows
     * @param coAuthors values of the message's {@code Co-authored-by} trailers in order, {@code Name <address>} as written,
     *     as far as one event has room for them; none in events of versions that did not read them
     */
    public record PushedCommit(
            String id,
            String title,
            Optional<String> authorLogin,
            Instant committedAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> coAuthors) {

        public PushedCommit {
            coAuthors = orNone(coAuthors);
        }

        /** A commit without co-authors. */
        public PushedCommit(String id, String title, Optional<String> authorLogin, Instant committedAt) {
            this(id, title, authorLogin, committedAt, List.of());
        }

        private static List<String> orNone(@Nullable List<String> names) {
            return names == null ? List.of() : List.copyOf(names);
        }
    }
}
