package dev.millrace.pipeline.artifact;

import dev.millrace.pipeline.workflow.JobDefinition;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which jobs a job needs, directly or through others. Pure. */
final class NeededJobs {

    private NeededJobs() {}

    /** Their positions. */
    static Set<Integer> of(List<JobDefinition> jobs, int position) {
        Map<String, Integer> positions = new HashMap<>();
        for (int at = 0; at < jobs.size(); at++) {
            positions.put(jobs.get(at).name(), at);
        }
        Set<Integer> needed = new HashSet<>();
        var open = new ArrayDeque<>(List.of(position));
        while (!open.isEmpty()) {
            for (String name : jobs.get(open.pop()).needs()) {
                Integer at = positions.get(name);
                if (at != null && needed.add(at)) {
                    open.push(at);
                }
            }
        }
        return needed;
    }
}
