package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Carries the position and the rule out of the reader; {@link ReadOpsFile} turns it into its outcome. */
final class BrokenOpsFile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Broken broken;

    /** The whole of a value is wrong. */
    BrokenOpsFile(Node node, String reason) {
        this(node, 0, reason);
    }

    /**
     * A part of a value is wrong.
     *
     * @param offset where in its text; not used for a text of several lines or with escapes, whose source is longer
     */
    BrokenOpsFile(Node node, int offset, String reason) {
        super(reason);
        Mark start = node.getStartMark();
        this.broken = new Broken(start.getLine() + 1, start.getColumn() + 1 + inSource(node, offset), reason);
    }

    private static int inSource(Node node, int offset) {
        if (!(node instanceof ScalarNode scalar)) {
            return 0;
        }
        int length = scalar.getEndMark().getColumn() - scalar.getStartMark().getColumn();
        int quotes = scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
        boolean asWritten =
                scalar.getStartMark().getLine() == scalar.getEndMark().getLine()
                        && length == scalar.getValue().length() + 2 * quotes;
        return asWritten && offset > 0 ? quotes + offset : 0;
    }

    Broken broken() {
        return broken;
    }
}
