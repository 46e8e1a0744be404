package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import org.yaml.snakeyaml.error.Mark;

/** Carries the position and the rule out of the reader; {@link ReadOpsFile} turns it into its outcome. */
final class BrokenOpsFile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Broken broken;

    BrokenOpsFile(Mark mark, String reason) {
        super(reason);
        this.broken = new Broken(mark.getLine() + 1, mark.getColumn() + 1, reason);
    }

    Broken broken() {
        return broken;
    }
}
