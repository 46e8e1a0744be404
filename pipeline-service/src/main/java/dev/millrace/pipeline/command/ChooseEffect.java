package dev.millrace.pipeline.command;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.Mirrors;
import dev.millrace.pipeline.workflow.CommandDefinition;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a command of an author who may give it does. Reads the file if the command is about what that defines. */
@Singleton
final class ChooseEffect {

    private final ReadChangeFile readFile;
    private final FindTests findTests;
    private final StartBuilds startBuilds;
    private final ChangeEffects changes;
    private final Answers answers;
    private final InsightsClient insights;
    private final Mirrors mirrors;
    private final Clock clock;

    ChooseEffect(
            ReadChangeFile readFile,
            FindTests findTests,
            StartBuilds startBuilds,
            ChangeEffects changes,
            Answers answers,
            InsightsClient insights,
            Mirrors mirrors,
            Clock clock) {
        this.readFile = readFile;
        this.findTests = findTests;
        this.startBuilds = startBuilds;
        this.changes = changes;
        this.answers = answers;
        this.insights = insights;
        this.mirrors = mirrors;
        this.clock = clock;
    }

    /** The effect, or why it cannot be determined yet. */
    Prepared of(CommandContext context, Command command) throws InterruptedException {
        return switch (command) {
            case Command.Help help -> ready(context, command, tx -> Answers.help());
            case Command.Status status -> ready(context, command, tx -> answers.status(tx, context));
            case Command.Measure measure -> ready(context, command, measure(context));
            case Command.ListWorkflows(Optional<String> filter) ->
                withFile(context, command, (mirror, file) -> tx -> Answers.list(file, filter));
            case Command.AskTests ask ->
                withFile(context, command, (mirror, file) -> {
                    List<PipelineDefinition> tests = findTests.concerned(context, mirror, file);
                    return tx -> Answers.tests(tests);
                });
            case Command.Test(Optional<String> name) ->
                withFile(context, command, (mirror, file) -> test(context, mirror, file, name));
            case Command.Run run -> withFile(context, command, (mirror, file) -> run(context, mirror, file, run));
            case Command.Skip(String name) ->
                withFile(context, command, (mirror, file) -> skip(context, mirror, file, name));
            case Command.Retest retest -> ready(context, command, tx -> startBuilds.retest(tx, context));
            case Command.Cancel cancel -> ready(context, command, tx -> changes.cancel(tx, context));
            case Command.Stop(String build) -> ready(context, command, tx -> changes.stop(tx, context, build));
            case Command.OkToTest ok -> ready(context, command, tx -> changes.approve(tx, context));
            case Command.Hold hold -> ready(context, command, tx -> changes.hold(tx, context));
            case Command.Unhold unhold -> ready(context, command, tx -> changes.unhold(tx, context));
            case Command.OverrideCheck(String check) ->
                ready(context, command, tx -> changes.override(tx, context, check));
        };
    }

    private Prepared.Effect measure(CommandContext context) throws InterruptedException {
        Optional<Instant> mergedAt = context.change().mergedAt();
        if (mergedAt.isEmpty()) {
            String reason = context.change().open()
                    ? "The change is not merged; what it took is known after that."
                    : "The change was closed without being merged.";
            return tx -> CommandResult.refused(reason);
        }
        var place = context.place();
        Optional<Mirror> mirror =
                mirrors.list(place.instance(), place.forgeRepositoryId(), Optional.of(place.installationId())).stream()
                        .findFirst();
        Deployed deployed = mirror.isPresent()
                ? insights.deployments(
                        mirror.get(), place.number(), context.change().createdAt(), clock.instant())
                : new Deployed.Unknown("there is no mirror of this repository");
        return tx -> answers.measure(tx, context, mergedAt.get(), deployed);
    }

    /** What a command does by a file; it may read more of the mirror. */
    @FunctionalInterface
    private interface FileEffect {
        Prepared.Effect of(Mirror mirror, Workflows file) throws InterruptedException;
    }

    private Prepared withFile(CommandContext context, Command command, FileEffect effect) throws InterruptedException {
        return switch (readFile.read(context)) {
            case ChangeFile.Found(Mirror mirror, Workflows file) -> ready(context, command, effect.of(mirror, file));
            case ChangeFile.Unusable(String reason) ->
                ready(context, command, tx -> CommandResult.refused("Nothing to run: " + reason + "."));
            case ChangeFile.NotYet(String reason) -> new Prepared.Later(reason, Optional.empty());
        };
    }

    private static Prepared ready(CommandContext context, Command command, Prepared.Effect effect) {
        boolean showsCommit = command.needsOpenChange();
        return new Prepared.Ready(
                tx -> {
                    CommandResult result = effect.apply(tx);
                    return showsCommit ? result.about(context.sha()) : result;
                },
                !command.reads(),
                context.team());
    }

    private Prepared.Effect test(CommandContext context, Mirror mirror, Workflows file, Optional<String> name)
            throws InterruptedException {
        List<PipelineDefinition> chosen = name.isPresent()
                ? findTests.all(context, file).stream()
                        .filter(pipeline -> pipeline.name().equals(name.get()))
                        .toList()
                : findTests.concerned(context, mirror, file);
        if (chosen.isEmpty()) {
            List<PipelineDefinition> all = findTests.all(context, file);
            return tx -> CommandResult.refused(Answers.noSuchTest(name, all));
        }
        return tx -> startBuilds.test(tx, context, mirror, chosen);
    }

    private Prepared.Effect run(CommandContext context, Mirror mirror, Workflows file, Command.Run run) {
        Optional<PipelineDefinition> pipeline = file.pipelines().stream()
                .filter(one -> isCalled(run, one.name(), one.version()))
                .findFirst();
        Optional<CommandDefinition> command = file.commands().stream()
                .filter(one -> isCalled(run, one.name(), one.version()))
                .findFirst();
        // one name for both: only a command has arguments
        if (command.isPresent() && (pipeline.isEmpty() || !run.arguments().isEmpty())) {
            PipelineDefinition once = CommandBuild.of(command.get(), run.arguments());
            return tx -> startBuilds.run(tx, context, mirror, once);
        }
        if (pipeline.isPresent()) {
            return run.arguments().isEmpty()
                    ? tx -> startBuilds.run(tx, context, mirror, pipeline.get())
                    : tx -> CommandResult.refused(
                            "%s is a pipeline, which has no arguments.".formatted(Text.code(run.name())));
        }
        boolean isService = file.services().stream().anyMatch(one -> isCalled(run, one.name(), one.version()));
        return tx -> CommandResult.refused(
                isService
                        ? "%s is a service; services do not run yet.".formatted(Text.code(run.name()))
                        : Answers.noSuchWorkflow(run, file));
    }

    private static boolean isCalled(Command.Run run, String name, String version) {
        return run.name().equals(name) && run.version().map(version::equals).orElse(true);
    }

    private Prepared.Effect skip(CommandContext context, Mirror mirror, Workflows file, String name) {
        boolean exists =
                file.pipelines().stream().anyMatch(pipeline -> pipeline.name().equals(name));
        return exists
                ? (Transaction tx) -> changes.skip(tx, context, mirror, name)
                : tx -> CommandResult.refused(
                        "There is no pipeline %s. %s".formatted(Text.code(name), Answers.names(file.pipelines())));
    }
}
