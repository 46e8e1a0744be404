package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsMapping.Located;
import dev.millrace.pipeline.workflow.TriggerPattern.ParseOutcome.Parsed;
import dev.millrace.pipeline.workflow.TriggerPattern.ParseOutcome.Refused;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * {@code events} and {@code on} of a workflow.
 *
 * @param triggers the events that start it
 * @param filter which of them do
 */
record WorkflowEvents(List<TriggerPattern> triggers, Optional<EventFilter> filter) {

    /** Each pattern is compared with up to {@value EventFilter#MOST_FILES} files. */
    private static final int MOST_PATTERNS = 50;

    static WorkflowEvents read(OpsReading reading, OpsMapping workflow) {
        List<TriggerPattern> triggers = OpsReading.limited(workflow.texts("events"), "events", workflow.node()).stream()
                .map(event -> trigger(reading, event))
                .toList();
        return new WorkflowEvents(triggers, workflow.find("on").map(on -> filter(reading, mapping(on))));
    }

    private static TriggerPattern trigger(OpsReading reading, Located event) {
        return switch (TriggerPattern.parse(reading.counted(event))) {
            case Parsed(TriggerPattern pattern) -> pattern;
            case Refused(String reason) -> throw new BrokenOpsFile(event.node(), reason);
        };
    }

    private static OpsMapping mapping(Node on) {
        if (!(on instanceof MappingNode)) {
            throw new BrokenOpsFile(
                    on, "'on' must be a mapping with 'branches', 'tags' or 'paths'; events are listed under 'events'");
        }
        return OpsMapping.of(on, "'on'");
    }

    private static EventFilter filter(OpsReading reading, OpsMapping on) {
        reading.keys().check(on, Part.ON);
        return new EventFilter(
                refs(reading, on, "branches"),
                refs(reading, on, "branches-ignore"),
                refs(reading, on, "tags"),
                refs(reading, on, "tags-ignore"),
                paths(reading, on, "paths"),
                paths(reading, on, "paths-ignore"));
    }

    private static List<String> refs(OpsReading reading, OpsMapping on, String key) {
        List<Located> patterns = patterns(on, key);
        patterns.stream().filter(pattern -> pattern.value().startsWith("refs/")).forEach(pattern -> {
            throw new BrokenOpsFile(
                    pattern.node(),
                    "pattern %s must be a short name, such as main or v*".formatted(Quoted.of(pattern.value())));
        });
        return reading.counted(patterns);
    }

    private static List<String> paths(OpsReading reading, OpsMapping on, String key) {
        List<Located> patterns = patterns(on, key);
        patterns.stream()
                .filter(pattern ->
                        pattern.value().startsWith("/") || pattern.value().startsWith("./"))
                .forEach(pattern -> {
                    throw new BrokenOpsFile(
                            pattern.node(),
                            "pattern %s must be relative to the root of the repository, such as src/**"
                                    .formatted(Quoted.of(pattern.value())));
                });
        return reading.counted(patterns);
    }

    private static List<Located> patterns(OpsMapping on, String key) {
        List<Located> patterns = OpsReading.limited(on.texts(key), MOST_PATTERNS, key, on.node());
        patterns.forEach(pattern -> refuse(pattern, key));
        return patterns;
    }

    private static void refuse(Located pattern, String key) {
        String text = pattern.value();
        if (text.isBlank() || text.length() > Glob.LONGEST) {
            throw new BrokenOpsFile(
                    pattern.node(), "pattern %s must have 1 to %d characters".formatted(Quoted.of(text), Glob.LONGEST));
        }
        if (text.startsWith("!")) {
            throw new BrokenOpsFile(
                    pattern.node(),
                    "pattern %s starts with '!'; what is excluded is listed under '%s'"
                            .formatted(Quoted.of(text), key.endsWith("-ignore") ? key : key + "-ignore"));
        }
    }
}
