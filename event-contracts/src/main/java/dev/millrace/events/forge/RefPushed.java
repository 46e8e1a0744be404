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
 * <p>If the forge does not report a change and a sync finds it, webhook-ingest publishes a {@code reconciled} event. A report
 * of the forge that arrives later has the {@code eventId} of that event, and its record the header {@code ce_millracelate}: it
 * adds what was unknown, and is not another push.
 *
 * <p>Wire name {@code forge.ref.pushed}, version 1. Topic {@code forge.scm}, keyed by forge instance and repository id, so
 * the pushes of one repository are read in the order they arrived, also across renames.
 *
 * @param eventId the same for every hook and redelivery of the push, and for the reconciled event of the same change
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
 * @param pushedAt when the forge last received a push to the repository, as the delivery states, by the forge's clock in whole
 *     seconds: this push, or a later one if the delivery was written late; empty if it is not stated
 * @param reconciled whether a sync found the change and no delivery had reported it. Then {@code actor} and {@code commits}
 *     are unknown, {@code forced} is false, changes that followed each other may be reported as one, and names of the
 *     repository may be outdated
 * @param occurredAt when the forge's delivery reached us, by our clock: a push has no timestamp of its own. Of a reconciled
 *     event: when the mirror's ref moved
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
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> pushedAt,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean reconciled,
        Instant occurredAt)
        implements Event {

    public RefPushed {
        if (before.isEmpty() && after.isEmpty()) {
            throw new IllegalArgumentException("push to %s neither creates, moves nor deletes it".formatted(ref));
        }
        commits = List.copyOf(commits);
        // older events lack these
        commitCount = Objects.requireNonNullElse(commitCount, Optional.empty());
        pushedAt = Objects.requireNonNullElse(pushedAt, Optional.empty());
    }

    /** A push that the forge reported, without its time. */
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
            Optional<Integer> commitCount,
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
                commitCount,
                Optional.empty(),
                false,
                occurredAt);
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

    /** A change that a sync found and that the forge did not report. */
    public static RefPushed reconciled(
            UUID eventId,
            ForgeRepository repository,
            Optional<String> installationId,
            String ref,
            Optional<String> before,
            Optional<String> after,
            Instant movedAt) {
        return new RefPushed(
                eventId,
                repository,
                installationId,
                Optional.empty(),
                ref,
                before,
                after,
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                true,
                movedAt);
    }

    /** The same report as the event with another id, which was published before. */
    public RefPushed withId(UUID other) {
        return new RefPushed(
                other,
                repository,
                installationId,
                actor,
                ref,
                before,
                after,
                forced,
                commits,
                commitCount,
                pushedAt,
                reconciled,
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
     * @param paths of the files that it adds, removes and changes, in order, each once; empty if the forge did not list them,
     *     may have left some out, or the event has no room for all of them
     */
    public record PushedCommit(
            String id,
            String title,
            Optional<String> authorLogin,
            Instant committedAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> coAuthors,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<String>> paths) {

        public PushedCommit {
            coAuthors = orNone(coAuthors);
            // older events lack them
            paths = Objects.requireNonNullElse(paths, Optional.<List<String>>empty())
                    .map(List::copyOf);
        }

        /** A commit whose files are not listed. */
        public PushedCommit(
                String id, String title, Optional<String> authorLogin, Instant committedAt, List<String> coAuthors) {
            this(id, title, authorLogin, committedAt, coAuthors, Optional.empty());
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
