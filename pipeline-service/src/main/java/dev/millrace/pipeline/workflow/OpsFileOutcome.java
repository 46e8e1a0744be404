package dev.millrace.pipeline.workflow;

import java.util.List;

/** The result of reading an {@code ops.yml}. */
public sealed interface OpsFileOutcome {

    /**
     * The file is valid.
     *
     * @param pipelines in the order of the file
     * @param commands in the order of the file, those of the legacy {@code ops} last
     * @param services in the order of the file
     * @param warnings entries outside the workflows that have no effect; those of the pipelines contain them, too
     */
    record Workflows(
            List<PipelineDefinition> pipelines,
            List<CommandDefinition> commands,
            List<ServiceDefinition> services,
            List<OpsWarning> warnings)
            implements OpsFileOutcome {
        public Workflows {
            pipelines = List.copyOf(pipelines);
            commands = List.copyOf(commands);
            services = List.copyOf(services);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The file breaks a rule; nothing of it is used.
     *
     * @param line where, 1 or more
     * @param column where in that line, 1 or more
     * @param reason the value and the rule, for the file's author; truncated after 1,000 characters
     */
    record Broken(int line, int column, String reason) implements OpsFileOutcome {

        private static final int LONGEST_REASON = 1000;

        public Broken {
            // the YAML library quotes what it does not understand, however long that is
            if (reason.codePointCount(0, reason.length()) > LONGEST_REASON) {
                reason = reason.substring(0, reason.offsetByCodePoints(0, LONGEST_REASON)) + "…";
            }
        }

        /** {@code line 4, column 7: ...}. */
        public String message() {
            return "line %d, column %d: %s".formatted(line, column, reason);
        }
    }
}
