package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** The whole of an {@code ops.yml}; a violation of its rules throws {@link BrokenOpsFile} with its position. For one file. */
final class OpsFile {

    private static final String SYNTAX_VERSION = "1";
    private static final List<String> KINDS = List.of("pipelines", "commands", "services", "ops");

    private final OpsReading reading = new OpsReading();
    private final ReadPipeline readPipeline = new ReadPipeline(reading);
    private final ReadProcess readProcess = new ReadProcess(reading);

    private OpsFile() {}

    static Workflows read(Node root) {
        return new OpsFile().workflows(root);
    }

    private Workflows workflows(Node root) {
        OpsMapping file = OpsMapping.of(root, "ops.yml");
        checkKeys(file);
        Located version = file.requireText("version");
        if (!version.value().equals(SYNTAX_VERSION)) {
            throw new BrokenOpsFile(
                    version.node(),
                    "version %s is unknown; the only version is \"1\"".formatted(Quoted.of(version.value())));
        }
        if (KINDS.stream().noneMatch(file::has)) {
            throw new BrokenOpsFile(root, "ops.yml needs one of 'pipelines', 'commands' and 'services'");
        }
        return new Workflows(
                each(file.list("pipelines"), "pipeline", readPipeline::read, PipelineDefinition::name),
                each(commands(file), "command", readProcess::command, CommandDefinition::name),
                each(file.list("services"), "service", readProcess::service, ServiceDefinition::name),
                reading.fileWarnings());
    }

    private void checkKeys(OpsMapping file) {
        reading.keys().check(file, Part.FILE);
        file.keys().stream()
                .filter(key -> key.getValue().equals("ops"))
                .forEach(key -> reading.keys().warn(key, "'ops' is the old name of 'commands'"));
    }

    private static List<Node> commands(OpsMapping file) {
        return Stream.concat(file.list("commands").stream(), file.list("ops").stream())
                .toList();
    }

    /** Reads workflows of one kind, whose names must differ. */
    private <T> List<T> each(List<Node> items, String kind, Function<OpsMapping, T> read, Function<T, String> nameOf) {
        List<T> workflows = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (!items.isEmpty()) {
            OpsReading.limited(items, kind + "s", items.getLast());
        }
        for (Node item : items) {
            reading.startWorkflow();
            T workflow = read.apply(OpsMapping.of(item, "a " + kind));
            if (!names.add(nameOf.apply(workflow))) {
                throw new BrokenOpsFile(
                        item, "two %ss are called %s".formatted(kind, Quoted.of(nameOf.apply(workflow))));
            }
            workflows.add(workflow);
        }
        return workflows;
    }
}
