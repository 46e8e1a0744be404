package dev.millrace.insights.person;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentCreated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.RefPushed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One report of what an account did. Of several reports of one act, which have equal kind and subject, the least in {@link
 * #FIRST_REPORT} counts.
 *
 * @param kind what was done
 * @param subject identifies the act among those of its kind in the repository
 * @param indirect whether the account is named only by an event that the act led to
 * @param account who did it
 * @param at when it was done: by the forge's clock if it reports that, else when it was reported first; microseconds
 * @param reportedAt time of the event that reports it, microseconds
 */
record Contribution(Kind kind, String subject, boolean indirect, Account account, Instant at, Instant reportedAt) {

    /** What an account can do. */
    enum Kind {
        /** of one ref */
        PUSH,
        /** written by the account, and pushed by anyone */
        COMMIT,
        CHANGE_OPENED,
        /** a change that the account opened was merged, by anyone */
        CHANGE_MERGED,
        DEPLOYMENT,
        REVIEW
    }

    /** From the report that counts to those that do not. {@link ContributionStore} has the same order in SQL. */
    static final Comparator<Contribution> FIRST_REPORT = Comparator.comparing(Contribution::indirect)
            .thenComparing(report -> report.account().id().isEmpty())
            .thenComparing(Contribution::reportedAt)
            .thenComparing(Contribution::at)
            .thenComparing(report -> report.account().key())
            .thenComparing(report -> report.account().login())
            .thenComparing(report -> report.account().bot());

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    Contribution {
        at = micros(at);
        reportedAt = micros(reportedAt);
    }

    /** What the event reports, in the order of kind and subject; nothing for most events. */
    static List<Contribution> of(Event event) {
        return switch (event) {
            case RefPushed push -> ofPush(push);
            case ChangeUpdated change -> ofChange(change);
            case DeploymentCreated deployment ->
                deployment(
                                deployment.deploymentId(),
                                false,
                                deployment
                                        .actor()
                                        .map(actor -> Account.of(
                                                deployment.repository().instance(), actor)),
                                deployment.occurredAt(),
                                deployment.occurredAt())
                        .toList();
            case DeploymentStatusChanged status ->
                deployment(
                                status.deploymentId(),
                                true,
                                status.actor()
                                        .map(actor ->
                                                Account.of(status.repository().instance(), actor)),
                                status.deploymentCreatedAt(),
                                status.occurredAt())
                        .toList();
            case ChangeReviewed review -> ofReview(review);
            default -> List.of();
        };
    }

    private static List<Contribution> ofPush(RefPushed push) {
        String instance = push.repository().instance();
        List<Contribution> found = new ArrayList<>();
        push.commits().stream()
                .flatMap(commit -> commit.authorLogin().stream()
                        .filter(login -> !login.isBlank())
                        .map(login -> direct(
                                Kind.COMMIT, commit.id(), Account.named(instance, login), push.occurredAt(), push)))
                .sorted(Comparator.comparing(Contribution::subject))
                .forEach(found::add);
        push.actor()
                .map(actor -> direct(
                        Kind.PUSH, push.eventId().toString(), Account.of(instance, actor), push.occurredAt(), push))
                .ifPresent(found::add);
        return List.copyOf(found);
    }

    private static List<Contribution> ofChange(ChangeUpdated change) {
        Account author = Account.of(change.repository().instance(), change.author());
        String number = Long.toString(change.number());
        return Stream.concat(
                        change.mergedAt().stream().map(at -> direct(Kind.CHANGE_MERGED, number, author, at, change)),
                        Stream.of(direct(Kind.CHANGE_OPENED, number, author, change.createdAt(), change)))
                .toList();
    }

    private static List<Contribution> ofReview(ChangeReviewed review) {
        // an edit and a dismissal have no time of the review
        return review.action() == ChangeReviewed.Action.SUBMITTED
                ? review.reviewer().stream()
                        .map(reviewer -> direct(
                                Kind.REVIEW,
                                review.reviewId(),
                                Account.of(review.repository().instance(), reviewer),
                                review.occurredAt(),
                                review))
                        .toList()
                : List.of();
    }

    private static Stream<Contribution> deployment(
            String id, boolean indirect, Optional<Account> account, Instant at, Instant reportedAt) {
        return account.stream().map(known -> new Contribution(Kind.DEPLOYMENT, id, indirect, known, at, reportedAt));
    }

    private static Contribution direct(Kind kind, String subject, Account account, Instant at, Event event) {
        return new Contribution(kind, subject, false, account, at, event.occurredAt());
    }

    /** The precision of the database, within the years that it knows. */
    private static Instant micros(Instant time) {
        Instant held = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
        return held.truncatedTo(ChronoUnit.MICROS);
    }
}
