package dev.millrace.pipeline.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.ArrayList;
import java.util.List;

/**
 * Definitions of pipelines as JSON, as builds store them. A definition that uses no extension is written as the first version
 * wrote it, so that instances of both may read it; and what that one wrote is read: jobs without {@code needs} are a
 * sequence.
 */
public final class DefinitionJson {

    private static final String JOBS = "jobs";
    private static final String NEEDS = "needs";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            // a later version may have added components
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private DefinitionJson() {}

    /** The definition as JSON. */
    public static String write(PipelineDefinition definition) {
        JsonNode tree = JSON.valueToTree(definition);
        if (definition.jobs().equals(inSequence(definition.jobs()))) {
            tree.path(JOBS).forEach(job -> ((ObjectNode) job).remove(NEEDS));
        }
        return tree.toString();
    }

    /**
     * The definition that was written.
     *
     * @throws IllegalArgumentException if the JSON is no definition
     */
    public static PipelineDefinition read(String json) {
        try {
            JsonNode tree = JSON.readTree(json);
            PipelineDefinition definition = JSON.treeToValue(tree, PipelineDefinition.class);
            return hasNeeds(tree) ? definition : definition.withJobs(inSequence(definition.jobs()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no definition of a pipeline", e);
        }
    }

    /** The definition as JSON. */
    public static String write(CommandDefinition definition) {
        return JSON.valueToTree(definition).toString();
    }

    /** The definition as JSON. */
    public static String write(ServiceDefinition definition) {
        return JSON.valueToTree(definition).toString();
    }

    /**
     * The command that was written.
     *
     * @throws IllegalArgumentException if the JSON is no definition
     */
    public static CommandDefinition readCommand(String json) {
        try {
            return JSON.readValue(json, CommandDefinition.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no definition of a command", e);
        }
    }

    private static boolean hasNeeds(JsonNode definition) {
        for (JsonNode job : definition.path(JOBS)) {
            if (job.has(NEEDS)) {
                return true;
            }
        }
        return false;
    }

    /** Each job needs the one before. */
    private static List<JobDefinition> inSequence(List<JobDefinition> jobs) {
        List<JobDefinition> sequence = new ArrayList<>();
        for (JobDefinition job : jobs) {
            sequence.add(job.withNeeds(
                    sequence.isEmpty() ? List.of() : List.of(sequence.getLast().name())));
        }
        return sequence;
    }
}
