package dev.millrace.pipeline.command;

import dev.millrace.events.EventIds;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.approval.Approvals;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.CancelOutcome;
import dev.millrace.pipeline.build.Holds;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.check.Checks.Decision;
import dev.millrace.pipeline.check.NewCheck;
import dev.millrace.pipeline.check.ShownCheck;
import dev.millrace.pipeline.comment.ChangePlace;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.trigger.ChangeHeads;
import dev.millrace.pipeline.trigger.ChangeHeads.ForkHead;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What commands do to a change, its builds and its checks, in the caller's transaction. */
@Singleton
final class ChangeEffects {

    private static final int MOST_BUILDS = 1_000;

    private final Builds builds;
    private final Holds holds;
    private final Checks checks;
    private final ChangeHeads heads;
    private final Approvals approvals;

    ChangeEffects(Builds builds, Holds holds, Checks checks, ChangeHeads heads, Approvals approvals) {
        this.builds = builds;
        this.holds = holds;
        this.checks = checks;
        this.heads = heads;
        this.approvals = approvals;
    }

    CommandResult cancel(Transaction tx, CommandContext context) {
        List<UUID> open = ofChange(tx, context).stream()
                .filter(build -> !build.state().isEnd())
                .map(BuildRow::id)
                .toList();
        open.forEach(id -> cancel(tx, context, id));
        return CommandResult.done(open.isEmpty() ? "No build of the change is queued or runs." : "Cancelled.", open);
    }

    /** Any build of the repository, also of another change. */
    CommandResult stop(Transaction tx, CommandContext context, String written) {
        Optional<BuildRow> found = id(written)
                .flatMap(id -> builds.find(tx, id))
                .filter(build -> build.instance().equals(context.place().instance())
                        && build.forgeRepositoryId().equals(context.place().forgeRepositoryId()));
        if (found.isEmpty()) {
            return CommandResult.refused("There is no build %s of this repository; `/ops status` lists builds."
                    .formatted(Text.code(written)));
        }
        if (found.get().state().isEnd()) {
            return CommandResult.refused(
                    "The build has ended: %s.".formatted(found.get().state().wireName()));
        }
        cancel(tx, context, found.get().id());
        return CommandResult.done("Cancelled.", List.of(found.get().id()));
    }

    /** A commit is approved, not the change: a later push needs another approval. */
    CommandResult approve(Transaction tx, CommandContext context) {
        if (!context.change().fromFork()) {
            return CommandResult.refused("The change does not come from a fork: its pipelines need no approval.");
        }
        ChangePlace place = context.place();
        if (context.needsApproval()) {
            heads.approve(
                    tx,
                    new ForkHead(
                            place.instance(),
                            place.forgeRepositoryId(),
                            place.fullName(),
                            place.installationId(),
                            place.number(),
                            context.change().headRef(),
                            context.change().baseRef(),
                            context.sha(),
                            context.row().commentedAt()),
                    context.author());
        } else {
            approvals.approve(tx, context.commit(), context.author());
        }
        String newer = context.isHead() ? "" : " The change has newer commits since, which are not approved.";
        return CommandResult.done("%s may run, with the pipelines of %s."
                        .formatted(
                                Text.commit(context.sha()),
                                Text.code(context.change().baseRef()))
                + newer);
    }

    CommandResult hold(Transaction tx, CommandContext context) {
        ChangePlace place = context.place();
        boolean held = holds.hold(tx, place.instance(), place.forgeRepositoryId(), place.number(), context.author());
        showWaiting(tx, place);
        return CommandResult.done(
                held
                        ? "Builds of this change do not begin until `/unhold`; those that have begun go on."
                        : "The change was on hold already.");
    }

    CommandResult unhold(Transaction tx, CommandContext context) {
        ChangePlace place = context.place();
        boolean released = holds.release(tx, place.instance(), place.forgeRepositoryId(), place.number());
        showWaiting(tx, place);
        return CommandResult.done(released ? "Builds of this change begin again." : "The change was not on hold.");
    }

    /** A later check run of a name counts instead of the one before. */
    CommandResult skip(Transaction tx, CommandContext context, Mirror mirror, String pipeline) {
        ofChange(tx, context).stream()
                .filter(build -> build.pipeline().name().equals(pipeline)
                        && build.sha().equals(context.sha())
                        && !build.state().isEnd())
                .forEach(build -> cancel(tx, context, build.id()));
        checks.endedBy(
                tx,
                check(context, mirror.team(), pipeline),
                Decision.SKIPPED,
                "Skipped by " + context.author(),
                "%s decided in a comment that this pipeline does not run for commit %s."
                        .formatted(context.author(), context.sha()));
        return CommandResult.done(
                "The check %s of %s counts as skipped.".formatted(Text.code(pipeline), Text.commit(context.sha())));
    }

    CommandResult override(Transaction tx, CommandContext context, String name) {
        ChangePlace place = context.place();
        Optional<ShownCheck> shown =
                checks.newest(tx, place.instance(), place.forgeRepositoryId(), context.sha(), name);
        if (shown.isEmpty()) {
            return CommandResult.refused(
                    "%s has no check %s of this platform.".formatted(Text.commit(context.sha()), Text.code(name)));
        }
        if (!shown.get().ended()) {
            return CommandResult.refused("The check %s has not ended.".formatted(Text.code(name)));
        }
        if (!shown.get().blocks()) {
            return CommandResult.refused("The check %s has not failed.".formatted(Text.code(name)));
        }
        if (context.team().isEmpty()) {
            return CommandResult.refused("There is no mirror of this repository.");
        }
        checks.endedBy(
                tx,
                check(context, context.team().get(), name),
                Decision.OVERRIDDEN,
                "Overridden by " + context.author(),
                "This check failed for commit %s. %s decided in a comment that this does not count."
                        .formatted(context.sha(), context.author()));
        return CommandResult.done(
                "The check %s of %s counts as passed.".formatted(Text.code(name), Text.commit(context.sha())));
    }

    /** A check run of its own for each command. */
    private static NewCheck check(CommandContext context, String team, String name) {
        ChangePlace place = context.place();
        return new NewCheck(
                EventIds.of("decided", context.row().key().eventId()),
                place.instance(),
                Optional.of(place.installationId()),
                team,
                place.fullName(),
                place.forgeRepositoryId(),
                name,
                context.sha());
    }

    private void cancel(Transaction tx, CommandContext context, UUID id) {
        CancelOutcome outcome = builds.cancel(tx, id, context.author());
        if (outcome instanceof CancelOutcome.Cancelled || outcome instanceof CancelOutcome.Stopping) {
            checks.buildChanged(tx, id);
        }
    }

    private void showWaiting(Transaction tx, ChangePlace place) {
        holds.waiting(tx, place.instance(), place.forgeRepositoryId(), place.number())
                .forEach(id -> checks.buildChanged(tx, id));
    }

    private List<BuildRow> ofChange(Transaction tx, CommandContext context) {
        ChangePlace place = context.place();
        return builds.ofChange(tx, place.instance(), place.forgeRepositoryId(), place.number(), MOST_BUILDS).stream()
                .filter(build -> build.state() != RunState.SKIPPED)
                .toList();
    }

    private static Optional<UUID> id(String written) {
        try {
            return Optional.of(UUID.fromString(written));
        } catch (IllegalArgumentException e) {
            // no build has such an id
            return Optional.empty();
        }
    }
}
