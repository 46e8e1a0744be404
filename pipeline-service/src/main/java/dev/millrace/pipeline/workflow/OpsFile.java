package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsMapping.Located;
import dev.millrace.pipeline.workflow.TriggerPattern.ParseOutcome.Parsed;
import dev.millrace.pipeline.workflow.TriggerPattern.ParseOutcome.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The rules of {@code ops.yml}, key by key; each violation throws {@link BrokenOpsFile} with its position. For one file. */
final class OpsFile {

    private static final String SYNTAX_VERSION = "1";
    private static final List<String> KINDS = List.of("pipelines", "commands", "services", "ops");
    /** A forge shows the name next to every change, and refuses names that are far longer. */
    private static final int LONGEST_NAME = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1," + LONGEST_NAME + "}");
    private static final Pattern VERSION = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final Pattern JOB_NAME = Pattern.compile("[^/\\p{Cntrl}]{1,100}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** More than any file has, and few enough that a hostile one stays cheap. */
    private static final int MOST_ITEMS = 200;

    /**
     * Characters that all pipelines of a file may contain together: as many as without aliases. An alias costs two
     * characters and may stand for the whole rest of the file, so the size of the file bounds nothing.
     */
    private static final int MOST_TEXT = ReadOpsFile.LARGEST_FILE;

    private final OpsKeys fileKeys = new OpsKeys();
    private OpsKeys keys = fileKeys;
    private long text;

    private OpsFile() {}

    static Workflows read(Node root) {
        return new OpsFile().workflows(root);
    }

    private Workflows workflows(Node root) {
        OpsMapping file = OpsMapping.of(root, "ops.yml");
        fileKeys.check(file, Part.FILE);
        Located version = file.requireText("version");
        if (!version.value().equals(SYNTAX_VERSION)) {
            throw broken(
                    version.node(),
                    "version %s is unknown; the only version is \"1\"".formatted(Quoted.of(version.value())));
        }
        if (KINDS.stream().noneMatch(file::has)) {
            throw broken(root, "ops.yml needs one of 'pipelines', 'commands' and 'services'");
        }
        List<PipelineDefinition> pipelines = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node item : limited(file.list("pipelines"), "pipelines")) {
            keys = new OpsKeys();
            PipelineDefinition pipeline = pipeline(OpsMapping.of(item, "a pipeline"));
            if (!names.add(pipeline.name())) {
                throw broken(item, "two pipelines are called %s".formatted(Quoted.of(pipeline.name())));
            }
            pipelines.add(pipeline);
        }
        return new Workflows(pipelines, List.of(), List.of(), fileKeys.warnings());
    }

    private PipelineDefinition pipeline(OpsMapping pipeline) {
        keys.check(pipeline, Part.PIPELINE);
        Located written = pipeline.requireText("name");
        boolean hasOwnVersion = pipeline.find("version").isPresent();
        int colon = hasOwnVersion ? -1 : written.value().indexOf(':');
        if (colon < 0 && !hasOwnVersion) {
            throw broken(
                    written.node(), "pipeline %s needs a version: <name>:0.1.0".formatted(Quoted.of(written.value())));
        }
        String name = colon < 0 ? written.value() : written.value().substring(0, colon);
        Located version = hasOwnVersion
                ? pipeline.requireText("version")
                : new Located(written.value().substring(colon + 1), written.node());
        if (!NAME.matcher(name).matches()) {
            throw broken(
                    written.node(),
                    "pipeline name %s must have 1 to %d letters, digits, '-' and '_'"
                            .formatted(Quoted.of(name), LONGEST_NAME));
        }
        if (!VERSION.matcher(version.value()).matches()) {
            throw broken(
                    version.node(),
                    "version %s of pipeline '%s' must start with a letter, digit or '_' and go on with up to 127 of these, '.' or '-'"
                            .formatted(Quoted.of(version.value()), name));
        }
        return new PipelineDefinition(
                name,
                version.value(),
                counted(pipeline.requireText("description")),
                env(pipeline),
                triggers(pipeline),
                jobs(pipeline, name),
                Stream.concat(fileKeys.warnings().stream(), keys.warnings().stream())
                        .toList());
    }

    private List<JobDefinition> jobs(OpsMapping pipeline, String pipelineName) {
        List<JobDefinition> jobs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node item : limited(pipeline.list("jobs"), "jobs")) {
            OpsMapping job = OpsMapping.of(item, "a job");
            keys.check(job, Part.JOB);
            Located name = job.requireText("name");
            if (!JOB_NAME.matcher(name.value()).matches()) {
                throw broken(
                        name.node(),
                        "job name %s must have 1 to 100 characters, no '/' and no control character"
                                .formatted(Quoted.of(name.value())));
            }
            if (!names.add(name.value())) {
                throw broken(
                        name.node(), "two jobs of pipeline '%s' are called '%s'".formatted(pipelineName, name.value()));
            }
            List<String> needs = jobs.isEmpty() ? List.of() : List.of(jobs.getLast().name());
            jobs.add(new JobDefinition(name.value(), description(job), steps(job, name.value()), env(job))
                    .withNeeds(needs));
        }
        if (jobs.isEmpty()) {
            throw broken(pipeline.node(), "pipeline '%s' needs at least one job".formatted(pipelineName));
        }
        return jobs;
    }

    /** The vendor's validator requires one, but people leave it out, and nothing is lost without it. */
    private String description(OpsMapping job) {
        return job.find("description").isPresent() ? counted(job.requireText("description")) : "";
    }

    private List<String> steps(OpsMapping job, String name) {
        List<String> steps = limited(job.list("steps"), "steps").stream()
                .map(step -> counted(OpsMapping.text(step, "a step of job '%s'".formatted(name))))
                .toList();
        if (steps.isEmpty()) {
            throw broken(job.node(), "job '%s' needs at least one step".formatted(name));
        }
        return steps;
    }

    private List<TriggerPattern> triggers(OpsMapping pipeline) {
        Optional<Node> events = pipeline.find("events");
        // old files give a single event without a list
        Stream<Node> items = events.filter(ScalarNode.class::isInstance).isPresent()
                ? events.stream()
                : limited(pipeline.list("events"), "events").stream();
        return items.map(this::trigger).toList();
    }

    private TriggerPattern trigger(Node item) {
        return switch (TriggerPattern.parse(counted(OpsMapping.text(item, "an event")))) {
            case Parsed(TriggerPattern pattern) -> pattern;
            case Refused(String reason) -> throw broken(item, reason);
        };
    }

    /** {@code env.static}, or the legacy list directly under {@code env}. */
    private Map<String, String> env(OpsMapping owner) {
        Optional<Node> env = owner.find("env");
        if (env.isEmpty()) {
            return Map.of();
        }
        List<Node> entries = switch (env.get()) {
            case SequenceNode list -> list.getValue();
            case MappingNode mapping -> staticEntries(OpsMapping.of(mapping, "'env'"));
            default -> throw broken(env.get(), "'env' must be a mapping with 'static', 'secrets' or 'configs'");
        };
        Map<String, String> values = new LinkedHashMap<>();
        for (Node entry : limited(entries, "env.static")) {
            String written = counted(OpsMapping.text(entry, "an entry of 'env.static'"));
            int equals = written.indexOf('=');
            if (equals <= 0) {
                throw broken(entry, "env entry %s must be KEY=value or KEY=".formatted(Quoted.of(written)));
            }
            String key = written.substring(0, equals);
            if (!VARIABLE.matcher(key).matches()) {
                throw broken(
                        entry,
                        "env key %s may only hold letters, digits and '_', and no digit first"
                                .formatted(Quoted.of(key)));
            }
            values.put(key, written.substring(equals + 1));
        }
        return values;
    }

    private List<Node> staticEntries(OpsMapping env) {
        keys.check(env, Part.ENV);
        return env.list("static");
    }

    private String counted(Located located) {
        text += located.value().length();
        if (text > MOST_TEXT) {
            throw broken(
                    located.node(),
                    "ops.yml has more than %d characters when its aliases are followed".formatted(MOST_TEXT));
        }
        return located.value();
    }

    private static List<Node> limited(List<Node> items, String key) {
        if (items.size() > MOST_ITEMS) {
            throw broken(
                    items.get(MOST_ITEMS),
                    "'%s' has %d entries; at most %d are allowed".formatted(key, items.size(), MOST_ITEMS));
        }
        return items;
    }

    private static BrokenOpsFile broken(Node node, String reason) {
        return new BrokenOpsFile(node.getStartMark(), reason);
    }
}
