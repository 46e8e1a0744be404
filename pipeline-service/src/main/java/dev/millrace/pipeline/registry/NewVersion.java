package dev.millrace.pipeline.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.pipeline.workflow.CommandDefinition;
import dev.millrace.pipeline.workflow.DefinitionJson;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.ScheduleDefinition;
import dev.millrace.pipeline.workflow.ServiceDefinition;
import dev.millrace.pipeline.workflow.TriggerPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * A workflow as a file defines it.
 *
 * @param version as the file states it
 * @param definition JSON
 * @param listens events that start it, as far as they name another repository; of pipelines only
 * @param schedules times at which it starts; of pipelines only
 */
record NewVersion(
        WorkflowKind kind,
        String name,
        String version,
        String definition,
        List<TriggerPattern> listens,
        List<ScheduleDefinition> schedules) {

    private static final ObjectMapper JSON = new ObjectMapper();

    NewVersion {
        listens = List.copyOf(listens);
        schedules = List.copyOf(schedules);
    }

    /** All workflows of a file. */
    static List<NewVersion> of(Workflows file) {
        List<NewVersion> all = new ArrayList<>();
        for (PipelineDefinition pipeline : file.pipelines()) {
            all.add(new NewVersion(
                    WorkflowKind.PIPELINE,
                    pipeline.name(),
                    pipeline.version(),
                    DefinitionJson.write(pipeline),
                    pipeline.triggers().stream()
                            .filter(trigger -> trigger.namedRepository().isPresent())
                            .toList(),
                    pipeline.schedules()));
        }
        for (CommandDefinition command : file.commands()) {
            all.add(new NewVersion(
                    WorkflowKind.COMMAND,
                    command.name(),
                    command.version(),
                    DefinitionJson.write(command),
                    List.of(),
                    List.of()));
        }
        for (ServiceDefinition service : file.services()) {
            all.add(new NewVersion(
                    WorkflowKind.SERVICE,
                    service.name(),
                    service.version(),
                    DefinitionJson.write(service),
                    List.of(),
                    List.of()));
        }
        return all;
    }

    /** Whether an earlier definition means the same. Warnings have lines, which other parts of the file move. */
    boolean isDefinedAs(String earlier) {
        return meaning(definition).equals(meaning(earlier));
    }

    private static JsonNode meaning(String definition) {
        try {
            JsonNode tree = JSON.readTree(definition);
            ((ObjectNode) tree).remove("warnings");
            return tree;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no definition", e);
        }
    }
}
