package dev.millrace.pipeline.workflow;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which pipelines of a file an event starts. */
public final class StartedPipelines {

    private StartedPipelines() {}

    /** Where the files that an event changes come from. */
    @FunctionalInterface
    public interface ChangedFiles {

        /**
         * Paths from the root of the repository; empty if they are not known.
         *
         * @throws InterruptedException if this instance stops meanwhile
         */
        Optional<List<String>> read() throws InterruptedException;
    }

    /**
     * The pipelines that an event starts. A merge group starts those whose {@code events} has it; where no pipeline of the file
     * mentions merge groups, those that an update of a pull request starts, since a branch that requires their checks requires
     * them of the group, too.
     *
     * @param all pipelines of the file
     * @param event without changed files
     * @param files is asked at most once, and only if the answer depends on it
     * @throws InterruptedException if this instance stops meanwhile
     */
    public static List<PipelineDefinition> of(List<PipelineDefinition> all, EventFacts event, ChangedFiles files)
            throws InterruptedException {
        // files that are not known pass every filter
        List<PipelineDefinition> candidates =
                all.stream().filter(startedBy(event, all)).toList();
        if (candidates.stream().noneMatch(PipelineDefinition::asksForFiles)) {
            return candidates;
        }
        EventFacts known = event.withChangedFiles(files.read());
        return candidates.stream().filter(startedBy(known, all)).toList();
    }

    /**
     * The pipelines that any of several events of one change would start.
     *
     * @param all pipelines of the file
     * @param events without changed files; they change the same ones
     * @param files is asked at most once, and only if the answer depends on it
     * @throws InterruptedException if this instance stops meanwhile
     */
    public static List<PipelineDefinition> ofAny(
            List<PipelineDefinition> all, List<EventFacts> events, ChangedFiles files) throws InterruptedException {
        List<PipelineDefinition> candidates = startedByAny(all, events);
        if (candidates.stream().noneMatch(PipelineDefinition::asksForFiles)) {
            return candidates;
        }
        Optional<List<String>> changed = files.read();
        return startedByAny(
                candidates,
                events.stream().map(event -> event.withChangedFiles(changed)).toList());
    }

    private static List<PipelineDefinition> startedByAny(List<PipelineDefinition> all, List<EventFacts> events) {
        return all.stream()
                .filter(pipeline -> events.stream().anyMatch(pipeline::isStartedBy))
                .toList();
    }

    private static Predicate<PipelineDefinition> startedBy(EventFacts event, List<PipelineDefinition> all) {
        boolean implied = event.event() == TriggerEvent.MERGE_GROUP
                && all.stream().noneMatch(pipeline -> pipeline.namesEvent(TriggerEvent.MERGE_GROUP));
        return pipeline -> implied ? pipeline.checksMergeGroup(event) : pipeline.isStartedBy(event);
    }
}
