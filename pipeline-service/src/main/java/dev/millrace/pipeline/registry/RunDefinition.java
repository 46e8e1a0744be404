package dev.millrace.pipeline.registry;

import dev.millrace.pipeline.workflow.CommandDefinition;
import dev.millrace.pipeline.workflow.JobDefinition;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The pipeline that a run executes. Pure. */
public final class RunDefinition {

    private RunDefinition() {}

    /** A pipeline with the variables of the request. */
    public static PipelineDefinition of(PipelineDefinition pipeline, RunInput input) {
        return pipeline.withVariables(input.environment());
    }

    /**
     * A command as a pipeline of one job, whose step is its {@code run} line with the words of the request. It cannot ask for anything:
     * with {@code SDK_BATCH_MODE} programs of the SDK take their answers from the arguments.
     */
    public static PipelineDefinition of(CommandDefinition command, RunInput input) {
        Map<String, String> variables = new HashMap<>(Map.of("SDK_BATCH_MODE", "1"));
        variables.putAll(input.environment());
        var job = new JobDefinition(command.name(), command.description(), List.of(line(command, input)), variables);
        return new PipelineDefinition(
                command.name(),
                command.version(),
                command.description(),
                command.env(),
                List.of(),
                List.of(job),
                command.warnings(),
                command.secrets(),
                command.configs(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static String line(CommandDefinition command, RunInput input) {
        String words = input.words().stream().map(word -> " " + quoted(word)).collect(Collectors.joining());
        return command.run().stripTrailing() + words;
    }

    /** One word of a shell, whatever it contains. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
