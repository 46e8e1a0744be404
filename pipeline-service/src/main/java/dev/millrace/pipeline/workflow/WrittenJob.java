package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A job as the file spells it.
 *
 * @param job without needs and without the values of its matrix
 * @param mapping where it is
 * @param needs names of other written jobs; empty if the job does not state any, which is not the same as an empty list
 * @param combinations the values of its matrix, one map for each job; one empty map without a matrix
 * @param length characters of its texts
 */
record WrittenJob(
        JobDefinition job,
        OpsMapping mapping,
        Optional<List<Located>> needs,
        List<Map<String, String>> combinations,
        long length) {

    String name() {
        return job.name();
    }

    Node node() {
        return mapping.node();
    }
}
