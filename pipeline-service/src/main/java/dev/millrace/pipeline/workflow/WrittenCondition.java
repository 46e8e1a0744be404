package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.Condition.ParseOutcome.Parsed;
import dev.millrace.pipeline.workflow.Condition.ParseOutcome.Refused;
import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.Optional;
import java.util.Set;

/** {@code if} of a pipeline or a job. */
final class WrittenCondition {

    private WrittenCondition() {}

    static Optional<Condition> ofPipeline(OpsReading reading, OpsMapping pipeline) {
        return pipeline.text("if").map(written -> {
            Condition condition = read(reading, written);
            if (condition.asksForResult() || !condition.matrixNames().isEmpty()) {
                throw new BrokenOpsFile(
                        written.node(),
                        "'if' of a pipeline cannot use always(), passed(), failed() or matrix: it decides before any job runs");
            }
            return condition;
        });
    }

    /** @param matrix the variables of the job's matrix */
    static Optional<Condition> ofJob(OpsReading reading, OpsMapping job, Set<String> matrix) {
        return job.text("if").map(written -> {
            Condition condition = read(reading, written);
            condition.matrixNames().stream()
                    .filter(name -> !matrix.contains(name))
                    .sorted()
                    .findFirst()
                    .ifPresent(name -> {
                        throw new BrokenOpsFile(
                                written.node(),
                                "'if' compares %s, which is no variable of the job's matrix"
                                        .formatted(Quoted.of("matrix." + name)));
                    });
            return condition;
        });
    }

    private static Condition read(OpsReading reading, Located written) {
        return switch (Condition.parse(reading.counted(written))) {
            case Parsed(Condition condition) -> condition;
            case Refused(int offset, String reason) ->
                throw new BrokenOpsFile(written.node(), offset, "'if' is invalid: " + reason);
        };
    }
}
