package dev.millrace.pipeline.command;

import dev.millrace.pipeline.workflow.CommandDefinition;
import dev.millrace.pipeline.workflow.JobDefinition;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command of {@code ops.yml} as a pipeline with one job, so that it runs, logs and is reported as any other. Pure. */
final class CommandBuild {

    /** Makes programs that use the SDK end with the missing option instead of a question, which no reader could answer. */
    private static final String BATCH_MODE = "SDK_BATCH_MODE";

    private CommandBuild() {}

    /**
     * The pipeline.
     *
     * @param arguments appended to the command's line, each as one word
     */
    static PipelineDefinition of(CommandDefinition command, List<String> arguments) {
        String line = Stream.concat(Stream.of(command.run()), arguments.stream().map(CommandWords::quoted))
                .collect(Collectors.joining(" "));
        var job = new JobDefinition(command.name(), command.description(), List.of(line), Map.of(BATCH_MODE, "1"));
        return new PipelineDefinition(
                checkName(command.name()),
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

    /** Names of pipelines contain no blanks: a command cannot pass for a pipeline whose check is required. */
    static String checkName(String command) {
        return "ops run " + command;
    }
}
