package dev.millrace.pipeline.command;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.MirrorDiff;
import dev.millrace.pipeline.trigger.ChangeHeads;
import dev.millrace.pipeline.workflow.EventFacts;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.StartedPipelines;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The pipelines that {@code /test} is about: those that an event of the change's head starts. */
@Singleton
final class FindTests {

    private static final List<TriggerEvent> HEADS =
            List.of(TriggerEvent.CHANGE_OPENED, TriggerEvent.CHANGE_SYNCHRONIZED, TriggerEvent.CHANGE_REOPENED);

    private final Database database;
    private final ChangeHeads heads;
    private final MirrorDiff diff;

    FindTests(Database database, ChangeHeads heads, MirrorDiff diff) {
        this.database = database;
        this.heads = heads;
        this.diff = diff;
    }

    /**
     * Without a name, those whose path filters the change passes, as for its events.
     *
     * @throws InterruptedException if this instance stops meanwhile
     */
    List<PipelineDefinition> concerned(CommandContext context, Mirror mirror, Workflows file)
            throws InterruptedException {
        return StartedPipelines.ofAny(file.pipelines(), facts(context), () -> changedFiles(context, mirror));
    }

    /**
     * Whatever the change touches: a person who names a pipeline wants it to run.
     *
     * @throws InterruptedException never, since no files are read
     */
    List<PipelineDefinition> all(CommandContext context, Workflows file) throws InterruptedException {
        return StartedPipelines.ofAny(file.pipelines(), facts(context), Optional::empty);
    }

    private Optional<List<String>> changedFiles(CommandContext context, Mirror mirror) throws InterruptedException {
        var place = context.place();
        Optional<String> base =
                database.inTransaction(tx -> heads.base(tx, place.upstreamKey(), place.number(), context.sha()));
        return base.isPresent() ? diff.sinceMergeBase(mirror, base.get(), context.sha()) : Optional.empty();
    }

    private static List<EventFacts> facts(CommandContext context) {
        String name = context.place().fullName();
        return HEADS.stream()
                .map(event -> new EventFacts(
                        name,
                        name,
                        event,
                        context.change().headRef(),
                        Optional.of(context.change().baseRef()),
                        Optional.of(context.place().number()),
                        Optional.empty()))
                .toList();
    }
}
