package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A pipeline of the file. */
final class ReadPipeline {

    /** Longest timeout of a build or job. */
    static final Duration LONGEST_RUN = Duration.ofHours(24);

    private static final int MOST_SCHEDULES = 10;
    private static final int LONGEST_GROUP = 200;

    private final OpsReading reading;
    private final ReadJob readJob;

    ReadPipeline(OpsReading reading) {
        this.reading = reading;
        this.readJob = new ReadJob(reading);
    }

    PipelineDefinition read(OpsMapping pipeline) {
        reading.keys().check(pipeline, Part.PIPELINE);
        WorkflowHead head = WorkflowHead.read(reading, pipeline, "pipeline");
        Variables env = Variables.read(reading, pipeline);
        WorkflowEvents events = WorkflowEvents.read(reading, pipeline);
        ReadProcess.actions(pipeline);
        Optional<Condition> condition = WrittenCondition.ofPipeline(reading, pipeline);
        Optional<Duration> timeout = WrittenDuration.find(pipeline, "timeout", LONGEST_RUN);
        List<ScheduleDefinition> schedules = schedules(pipeline);
        Optional<ConcurrencyDefinition> concurrency =
                pipeline.find("concurrency").map(written -> concurrency(written, head.name()));
        return new PipelineDefinition(
                head.name(),
                head.version(),
                head.description(),
                env.values(),
                events.triggers(),
                jobs(pipeline, head.name()),
                reading.allWarnings(),
                env.secrets(),
                env.configs(),
                events.filter(),
                condition,
                timeout,
                schedules,
                concurrency);
    }

    private List<JobDefinition> jobs(OpsMapping pipeline, String name) {
        List<Node> items = OpsReading.limited(pipeline.list("jobs"), "jobs", pipeline.node());
        if (items.isEmpty()) {
            throw new BrokenOpsFile(pipeline.node(), "pipeline '%s' needs at least one job".formatted(name));
        }
        List<WrittenJob> jobs = items.stream()
                .map(item -> readJob.read(OpsMapping.of(item, "a job")))
                .toList();
        return new ExpandJobs(reading, name, jobs).expand();
    }

    private List<ScheduleDefinition> schedules(OpsMapping pipeline) {
        Optional<Node> written = pipeline.find("schedule");
        List<Node> items = written.map(
                        node -> node instanceof SequenceNode several ? several.getValue() : List.of(node))
                .orElse(List.of());
        return OpsReading.limited(items, MOST_SCHEDULES, "schedule", pipeline.node()).stream()
                .map(this::schedule)
                .toList();
    }

    private ScheduleDefinition schedule(Node item) {
        if (item instanceof ScalarNode) {
            return schedule(OpsMapping.text(item, "'schedule'"), ZoneOffset.UTC, Optional.empty());
        }
        OpsMapping schedule = OpsMapping.of(item, "a schedule");
        reading.keys().check(schedule, Part.SCHEDULE);
        ZoneId zone = schedule.text("timezone").map(ReadPipeline::zone).orElse(ZoneOffset.UTC);
        return schedule(schedule.requireText("cron"), zone, reading.find(schedule, "branch"));
    }

    private ScheduleDefinition schedule(Located cron, ZoneId zone, Optional<String> branch) {
        ScheduleDefinition.problem(reading.counted(cron)).ifPresent(problem -> {
            throw new BrokenOpsFile(
                    cron.node(), "cron expression %s is invalid: %s".formatted(Quoted.of(cron.value()), problem));
        });
        return new ScheduleDefinition(cron.value(), zone, branch);
    }

    private static ZoneId zone(Located name) {
        try {
            return ZoneId.of(name.value());
        } catch (DateTimeException e) {
            throw new BrokenOpsFile(
                    name.node(),
                    "time zone %s is unknown; did you mean '%s'?"
                            .formatted(
                                    Quoted.of(name.value()),
                                    Spelling.nearest(
                                            name.value(),
                                            ZoneId.getAvailableZoneIds().stream()
                                                    .sorted()
                                                    .toList())));
        }
    }

    /** Without a group, it concerns the pipeline's builds of one change, branch or tag. */
    private ConcurrencyDefinition concurrency(Node written, String pipeline) {
        String own = pipeline + " ${number} ${branch}${tag}";
        if (!(written instanceof MappingNode)) {
            return new ConcurrencyDefinition(group(OpsMapping.text(written, "'concurrency'")), false);
        }
        OpsMapping concurrency = OpsMapping.of(written, "'concurrency'");
        reading.keys().check(concurrency, Part.CONCURRENCY);
        return new ConcurrencyDefinition(
                concurrency.text("group").map(this::group).orElse(own),
                concurrency.flag("cancel-older").orElse(false));
    }

    private String group(Located written) {
        String group = reading.counted(written);
        if (group.isBlank() || group.length() > LONGEST_GROUP) {
            throw new BrokenOpsFile(
                    written.node(), "group %s must have 1 to %d characters".formatted(Quoted.of(group), LONGEST_GROUP));
        }
        ConcurrencyDefinition.VARIABLE.matcher(group).results().forEach(found -> {
            if (EventVariable.find(found.group(1)).isEmpty()) {
                throw new BrokenOpsFile(
                        written.node(),
                        found.start(),
                        "variable %s is unknown; did you mean '%s'?"
                                .formatted(
                                        Quoted.of(found.group(1)),
                                        Spelling.nearest(found.group(1), EventVariable.words())));
            }
        });
        return group;
    }
}
