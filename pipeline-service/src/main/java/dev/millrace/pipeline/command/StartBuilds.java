package dev.millrace.pipeline.command;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.approval.Approvals;
import dev.millrace.pipeline.approval.BuildTrust;
import dev.millrace.pipeline.build.BuildOrigin;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.RerunOutcome;
import dev.millrace.pipeline.build.RerunScope;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.build.TriggerKind;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.person.LinkedAccounts;
import dev.millrace.pipeline.registry.WorkflowRuns;
import dev.millrace.pipeline.trigger.ChangeHeads;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Starts builds of a change because a person requested them, in the caller's transaction. */
@Singleton
final class StartBuilds {

    /** More builds of one change are not looked at. */
    private static final int MOST_BUILDS = 1_000;

    private final Builds builds;
    private final Checks checks;
    private final ChangeHeads heads;
    private final Approvals approvals;
    private final WorkflowRuns workflowRuns;
    private final LinkedAccounts accounts;
    private final Clock clock;

    StartBuilds(
            Builds builds,
            Checks checks,
            ChangeHeads heads,
            Approvals approvals,
            WorkflowRuns workflowRuns,
            LinkedAccounts accounts,
            Clock clock) {
        this.builds = builds;
        this.checks = checks;
        this.heads = heads;
        this.approvals = approvals;
        this.workflowRuns = workflowRuns;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** Builds of pipelines: their next attempts, or the first ones. */
    CommandResult test(Transaction tx, CommandContext context, Mirror mirror, List<PipelineDefinition> pipelines) {
        Optional<CommandResult> refusal = refusal(tx, context);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Map<String, BuildRow> newest = newest(tx, context);
        var report = new Report();
        for (PipelineDefinition pipeline : pipelines) {
            BuildRow former = newest.get(pipeline.name());
            if (former == null) {
                queue(tx, context, mirror, pipeline, report);
            } else if (former.state().isEnd()) {
                rerun(tx, context, former, RerunScope.ALL, report);
            } else {
                report.note("%s is %s already"
                        .formatted(Text.code(pipeline.name()), former.state().wireName()));
            }
        }
        return report.result();
    }

    /** A build of its own, also if the commit has builds of the same pipeline. */
    CommandResult run(Transaction tx, CommandContext context, Mirror mirror, PipelineDefinition pipeline) {
        return refusal(tx, context).orElseGet(() -> {
            var report = new Report();
            queue(tx, context, mirror, pipeline, report);
            return report.result();
        });
    }

    /** Next attempts of the builds of the commit that did not pass. */
    CommandResult retest(Transaction tx, CommandContext context) {
        Optional<CommandResult> refusal = refusal(tx, context);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var report = new Report();
        newest(tx, context).values().stream()
                .filter(build -> build.state().isEnd() && build.state() != RunState.PASSED)
                .sorted(Comparator.comparing(build -> build.pipeline().name()))
                .forEach(build -> rerun(tx, context, build, RerunScope.FAILED, report));
        return report.isEmpty()
                ? CommandResult.done("No build of %s has failed.".formatted(Text.commit(context.sha())))
                : report.result();
    }

    private Optional<CommandResult> refusal(Transaction tx, CommandContext context) {
        boolean mayRun = !context.needsApproval()
                || approvals.approvedBy(tx, context.commit()).isPresent();
        return mayRun
                ? Optional.empty()
                : Optional.of(
                        CommandResult.refused("%s comes from a fork and is not approved; comment `/ok-to-test` first."
                                .formatted(Text.commit(context.sha()))));
    }

    /** The newest build of each pipeline at the commit. */
    private Map<String, BuildRow> newest(Transaction tx, CommandContext context) {
        Map<String, BuildRow> newest = new LinkedHashMap<>();
        var place = context.place();
        builds.ofChange(tx, place.instance(), place.forgeRepositoryId(), place.number(), MOST_BUILDS).stream()
                .filter(build -> build.sha().equals(context.sha()))
                .forEach(build -> newest.putIfAbsent(build.pipeline().name(), build));
        return newest;
    }

    private void rerun(Transaction tx, CommandContext context, BuildRow former, RerunScope scope, Report report) {
        if (workflowRuns.isDisabled(tx, former)) {
            report.note(disabled(former));
            return;
        }
        Optional<UUID> person = person(tx, former.team(), context);
        switch (builds.rerun(tx, former.id(), scope, context.author(), person)) {
            case RerunOutcome.Queued(BuildRow build) -> {
                checks.buildChanged(tx, build.id());
                report.started(build);
            }
            case RerunOutcome.AlreadyMade(BuildRow build) -> report.started(build);
            case RerunOutcome.NotEnded(RunState state) ->
                report.note(
                        "%s is %s already".formatted(Text.code(former.pipeline().name()), state.wireName()));
            case RerunOutcome.NothingFailed nothing ->
                report.note(
                        "%s has passed".formatted(Text.code(former.pipeline().name())));
            case RerunOutcome.TooMany(int most) ->
                report.note("%s has run %d times, which is the limit"
                        .formatted(Text.code(former.pipeline().name()), most));
            case RerunOutcome.Unknown unknown ->
                report.note("%s is gone".formatted(Text.code(former.pipeline().name())));
        }
    }

    private void queue(
            Transaction tx, CommandContext context, Mirror mirror, PipelineDefinition pipeline, Report report) {
        BuildRow build = trusted(tx, context, build(tx, context, mirror, pipeline));
        if (workflowRuns.isDisabled(tx, build)) {
            report.note(disabled(build));
            return;
        }
        if (builds.queue(tx, build)) {
            workflowRuns.note(tx, build);
            checks.buildChanged(tx, build.id());
            if (context.isHead()) {
                builds.supersede(tx, build).forEach(older -> checks.buildChanged(tx, older));
            }
        }
        report.started(build);
    }

    private Optional<UUID> person(Transaction tx, String team, CommandContext context) {
        return accounts.find(tx, team, context.place().instance(), context.author());
    }

    private static String disabled(BuildRow build) {
        return "%s is disabled".formatted(Text.code(build.pipeline().name()));
    }

    private BuildRow trusted(Transaction tx, CommandContext context, BuildRow build) {
        if (!context.change().fromFork()) {
            return build;
        }
        return approvals.approvedBy(tx, context.commit()).isPresent()
                ? BuildTrust.approved(build)
                : BuildTrust.ofFork(build);
    }

    private BuildRow build(Transaction tx, CommandContext context, Mirror mirror, PipelineDefinition pipeline) {
        var place = context.place();
        UUID event = context.row().key().eventId();
        return new BuildRow(
                BuildRow.idOf(event, pipeline.name(), 1),
                event,
                new BuildOrigin(TriggerKind.MANUAL, Optional.of(context.author()), 1)
                        .withPerson(person(tx, mirror.team(), context)),
                mirror.repositoryId(),
                mirror.team(),
                place.fullName(),
                mirror.name(),
                place.instance(),
                place.forgeRepositoryId(),
                Optional.of(place.installationId()),
                pipeline,
                heads.event(tx, place.upstreamKey(), place.number(), context.sha())
                        .orElse(TriggerEvent.CHANGE_SYNCHRONIZED),
                context.change().headRef(),
                Optional.of(context.change().baseRef()),
                context.sha(),
                Optional.of(place.number()),
                RunState.QUEUED,
                Optional.empty(),
                Optional.empty(),
                clock.instant(),
                Optional.empty(),
                Optional.empty());
    }

    /** What was started, and what was not. */
    private static final class Report {

        private final List<UUID> started = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        void started(BuildRow build) {
            started.add(build.id());
        }

        void note(String text) {
            notes.add(text);
        }

        boolean isEmpty() {
            return started.isEmpty() && notes.isEmpty();
        }

        CommandResult result() {
            return CommandResult.done(notes.isEmpty() ? "" : String.join("; ", notes) + ".", started);
        }
    }
}
