package dev.millrace.pipeline.command;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.approval.Approvals;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.Holds;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.comment.ChangePlace;
import dev.millrace.pipeline.workflow.CommandDefinition;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.ServiceDefinition;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Replies to commands that only ask. */
@Singleton
final class Answers {

    private static final int MOST_BUILDS = 20;
    private static final int MOST_COUNTED = 1_000;
    private static final int MOST_NAMES = 50;
    private static final int LONGEST_DESCRIPTION = 120;

    private final Builds builds;
    private final Holds holds;
    private final Approvals approvals;
    private final URI platform;

    Answers(
            Builds builds,
            Holds holds,
            Approvals approvals,
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI platform) {
        this.builds = builds;
        this.holds = holds;
        this.approvals = approvals;
        this.platform = platform;
    }

    static CommandResult help() {
        return CommandResult.done("""
                | Command | |
                |---|---|
                | `/test [all\\|<pipeline>\\|?]` | runs the pipelines that this change starts, again if they have run; `?` lists them |
                | `/retest` | runs failed jobs again |
                | `/cancel` | cancels the builds of this change |
                | `/ok-to-test [<commit>]` | lets one commit of a change from a fork run |
                | `/hold`, `/unhold` | builds of this change do not begin, begin again |
                | `/skip <pipeline>` | its check counts as skipped (maintainers) |
                | `/override <check>` | a failed check counts as passed (maintainers) |
                | `/ops run <name>[:<version>] [argument...]` | runs a pipeline or a command of `ops.yml` |
                | `/ops stop <build>` | cancels a build |
                | `/ops list [filter]`, `/ops status` | lists workflows, builds of this change |
                | `/ops measure` | how long this change took, after it was merged |

                A command begins a line of a new comment; edits are ignored. All but this one need write access.""");
    }

    static CommandResult list(Workflows file, Optional<String> filter) {
        List<String> lines = Stream.of(
                        file.pipelines().stream().map(Answers::line),
                        file.commands().stream().map(Answers::line),
                        file.services().stream().map(Answers::line))
                .flatMap(each -> each)
                .filter(line -> filter.map(line.name()::contains).orElse(true))
                .limit(MOST_NAMES)
                .map(line -> "- %s, %s: %s"
                        .formatted(
                                Text.code(line.name()),
                                line.kind(),
                                Text.code(Text.shortened(line.description(), LONGEST_DESCRIPTION))))
                .toList();
        return CommandResult.done(lines.isEmpty() ? "`ops.yml` defines no such workflow." : String.join("\n", lines));
    }

    private record Line(String name, String kind, String description) {}

    private static Line line(PipelineDefinition pipeline) {
        return new Line(pipeline.name() + ":" + pipeline.version(), "pipeline", pipeline.description());
    }

    private static Line line(CommandDefinition command) {
        return new Line(command.name() + ":" + command.version(), "command", command.description());
    }

    private static Line line(ServiceDefinition service) {
        return new Line(service.name() + ":" + service.version(), "service", service.description());
    }

    static CommandResult tests(List<PipelineDefinition> started) {
        return CommandResult.done(
                started.isEmpty() ? "No pipeline is started by this change." : "`/test` runs: " + names(started));
    }

    static String noSuchTest(Optional<String> name, List<PipelineDefinition> started) {
        if (started.isEmpty()) {
            return "No pipeline is started by this change. `/ops run <pipeline>` runs any.";
        }
        return "No pipeline %s is started by this change. %s".formatted(Text.code(name.orElse("")), names(started));
    }

    static String noSuchWorkflow(Command.Run run, Workflows file) {
        String version = run.version().map(text -> ":" + text).orElse("");
        return "`ops.yml` has neither a pipeline nor a command %s; `/ops list` lists them."
                .formatted(Text.code(run.name() + version));
    }

    static String names(List<PipelineDefinition> pipelines) {
        if (pipelines.isEmpty()) {
            return "There are none.";
        }
        return "There are: "
                + pipelines.stream()
                        .limit(MOST_NAMES)
                        .map(pipeline -> Text.code(pipeline.name()))
                        .collect(Collectors.joining(", "))
                + ".";
    }

    CommandResult status(Transaction tx, CommandContext context) {
        ChangePlace place = context.place();
        String held = holds.heldBy(tx, place.instance(), place.forgeRepositoryId(), place.number())
                .map(by -> "The change is on hold by %s.\n\n".formatted(Text.code(by)))
                .orElse("");
        String approval = context.needsApproval()
                ? approvals
                        .approvedBy(tx, context.commit())
                        .map(by -> "%s is approved by %s.\n\n".formatted(Text.commit(context.sha()), Text.code(by)))
                        .orElse("%s comes from a fork and is not approved.\n\n".formatted(Text.commit(context.sha())))
                : "";
        List<BuildRow> newest =
                builds.ofChange(tx, place.instance(), place.forgeRepositoryId(), place.number(), MOST_BUILDS);
        String listed = newest.stream()
                .map(build -> "- %s of %s: %s, `%s`"
                        .formatted(
                                Text.code(build.pipeline().name()),
                                Text.commit(build.sha()),
                                Text.build(platform, build.id(), build.state().wireName()),
                                build.id()))
                .collect(Collectors.joining("\n"));
        return CommandResult.done(held + approval + (newest.isEmpty() ? "The change has no builds." : listed));
    }

    /**
     * Of a change that was merged.
     *
     * @param deployed what insights state
     */
    CommandResult measure(Transaction tx, CommandContext context, Instant mergedAt, Deployed deployed) {
        ChangePlace place = context.place();
        List<BuildRow> all =
                builds.ofChange(tx, place.instance(), place.forgeRepositoryId(), place.number(), MOST_COUNTED);
        long passed =
                all.stream().filter(build -> build.state() == RunState.PASSED).count();
        String lead = "- time until it was merged: %s"
                .formatted(text(Duration.between(context.change().createdAt(), mergedAt)));
        String ran = "- builds: %d, of which %d passed".formatted(all.size(), passed);
        return CommandResult.done(lead + "\n" + ran + "\n" + text(deployed));
    }

    private static String text(Deployed deployed) {
        return switch (deployed) {
            case Deployed.Unknown(String reason) -> "- deployments: not known, since " + reason;
            case Deployed.Known known ->
                "- production deployments that shipped it: %d%s\n- the repository since it was opened: %s, %s"
                        .formatted(
                                known.count(),
                                known.firstAt()
                                        .map(at -> ", the first at " + at)
                                        .orElse(""),
                                known.perDay()
                                        .map(value -> "%.2f deployments a day".formatted(value))
                                        .orElse("no deployments"),
                                known.medianSeconds()
                                        .map(value -> "lead time of a commit %s (median)"
                                                .formatted(text(Duration.ofSeconds(value.longValue()))))
                                        .orElse("no lead time"));
        };
    }

    static String text(Duration time) {
        if (time.toDays() > 0) {
            return "%d d %d h".formatted(time.toDays(), time.toHoursPart());
        }
        return time.toHours() > 0
                ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
                : "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
