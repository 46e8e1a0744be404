package dev.millrace.events.forge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Something happened to a change (a pull or merge request). Contains the whole state after it, so a consumer needs no
 * earlier event; of two events with the same number, the one with the later {@code occurredAt} is newer.
 *
 * <p>Wire name {@code forge.change.updated}, version 1. Topic {@code forge.scm}, keyed by forge instance and repository id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository the base repository
 * @param installationId the installation that reported it
 * @param actor who did it, not necessarily the author
 * @param action what happened
 * @param number 1 or more, unique in the repository, as people see it
 * @param title as written
 * @param author who opened the change; its login is its id where the forge reports nothing else
 * @param draft whether it is marked as not ready
 * @param baseRef short name of the branch that it is merged into
 * @param baseSha tip of the base when the forge last read it, 40 or 64 hex digits; empty if the forge does not report it
 *     (GitLab)
 * @param headRef short name of the source branch
 * @param headSha its newest commit, 40 or 64 hex digits. Bitbucket Cloud abbreviates it, and {@code baseSha} and {@code
 *     mergeCommitSha}, to 12
 * @param fromFork whether the head is in another repository, or in one that was deleted
 * @param mergeCommitSha the commit on the base branch that contains it; only when merged
 * @param createdAt when it was opened, by the forge's clock
 * @param mergedAt when it was merged, by the forge's clock
 * @param closedAt when it was closed or merged, by the forge's clock
 * @param labels names
 * @param webUrl its page at the forge
 * @param report how it was reported, if not by the forge; the times are then those of its receipt, by our clock
 * @param size how much it changes; empty if the forge does not report it
 * @param occurredAt the forge's {@code updated_at}
 */
public record ChangeUpdated(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        Action action,
        long number,
        String title,
        Actor author,
        boolean draft,
        String baseRef,
        Optional<String> baseSha,
        String headRef,
        String headSha,
        boolean fromFork,
        Optional<String> mergeCommitSha,
        Instant createdAt,
        Optional<Instant> mergedAt,
        Optional<Instant> closedAt,
        List<String> labels,
        String webUrl,
        Optional<EventReport> report,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ChangeSize> size,
        Instant occurredAt)
        implements Event {

    public ChangeUpdated {
        labels = List.copyOf(labels);
        // older events lack it
        size = Objects.requireNonNullElse(size, Optional.empty());
    }

    /** One whose size is not reported. */
    public ChangeUpdated(
            UUID eventId,
            ForgeRepository repository,
            Optional<String> installationId,
            Optional<Actor> actor,
            Action action,
            long number,
            String title,
            Actor author,
            boolean draft,
            String baseRef,
            Optional<String> baseSha,
            String headRef,
            String headSha,
            boolean fromFork,
            Optional<String> mergeCommitSha,
            Instant createdAt,
            Optional<Instant> mergedAt,
            Optional<Instant> closedAt,
            List<String> labels,
            String webUrl,
            Optional<EventReport> report,
            Instant occurredAt) {
        this(
                eventId,
                repository,
                installationId,
                actor,
                action,
                number,
                title,
                author,
                draft,
                baseRef,
                baseSha,
                headRef,
                headSha,
                fromFork,
                mergeCommitSha,
                createdAt,
                mergedAt,
                closedAt,
                labels,
                webUrl,
                report,
                Optional.empty(),
                occurredAt);
    }

    /** One that the forge sent. */
    public ChangeUpdated(
            UUID eventId,
            ForgeRepository repository,
            Optional<String> installationId,
            Optional<Actor> actor,
            Action action,
            long number,
            String title,
            Actor author,
            boolean draft,
            String baseRef,
            Optional<String> baseSha,
            String headRef,
            String headSha,
            boolean fromFork,
            Optional<String> mergeCommitSha,
            Instant createdAt,
            Optional<Instant> mergedAt,
            Optional<Instant> closedAt,
            List<String> labels,
            String webUrl,
            Instant occurredAt) {
        this(
                eventId,
                repository,
                installationId,
                actor,
                action,
                number,
                title,
                author,
                draft,
                baseRef,
                baseSha,
                headRef,
                headSha,
                fromFork,
                mergeCommitSha,
                createdAt,
                mergedAt,
                closedAt,
                labels,
                webUrl,
                Optional.empty(),
                occurredAt);
    }

    /**
     * How much a change changes, as the forge counts it.
     *
     * @param additions lines, 0 or more
     * @param deletions lines, 0 or more
     * @param files that it touches, 0 or more
     */
    public record ChangeSize(long additions, long deletions, long files) {}

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "change/" + number;
    }

    /** What happened to the change. */
    public enum Action {
        OPENED,
        /** the head has another commit */
        SYNCHRONIZED,
        REOPENED,
        /** closed without merging */
        CLOSED,
        MERGED,
        /** title, description or base branch */
        EDITED,
        READY_FOR_REVIEW,
        CONVERTED_TO_DRAFT,
        REVIEW_REQUESTED,
        REVIEW_REQUEST_REMOVED,
        LABELED,
        UNLABELED,
        ASSIGNED,
        UNASSIGNED,
        MILESTONED,
        DEMILESTONED,
        LOCKED,
        UNLOCKED,
        AUTO_MERGE_ENABLED,
        AUTO_MERGE_DISABLED,
        /** added to the merge queue */
        ENQUEUED,
        /** taken out of the merge queue, merged or not */
        DEQUEUED;

        /** Whether commits, branches or the change being open may differ after it. */
        public boolean affectsCode() {
            return switch (this) {
                case OPENED, SYNCHRONIZED, REOPENED, CLOSED, MERGED, EDITED -> true;
                case READY_FOR_REVIEW,
                        CONVERTED_TO_DRAFT,
                        REVIEW_REQUESTED,
                        REVIEW_REQUEST_REMOVED,
                        LABELED,
                        UNLABELED,
                        ASSIGNED,
                        UNASSIGNED,
                        MILESTONED,
                        DEMILESTONED,
                        LOCKED,
                        UNLOCKED,
                        AUTO_MERGE_ENABLED,
                        AUTO_MERGE_DISABLED,
                        ENQUEUED,
                        DEQUEUED -> false;
            };
        }
    }
}
