package dev.millrace.pipeline.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a definition of a whole file changes about the workflows of its repository. Pure. */
final class PlanPublication {

    private PlanPublication() {}

    /**
     * The steps; none if the file defines what is published.
     *
     * @param published all workflows of the repository, the retired ones included
     * @param defined by the file; none if there is no file
     */
    static List<PublicationStep> steps(
            String team, String upstreamKey, List<WorkflowRow> published, List<NewVersion> defined) {
        Map<UUID, WorkflowRow> before = new HashMap<>();
        published.forEach(workflow -> before.put(workflow.id(), workflow));
        List<PublicationStep> steps = new ArrayList<>();
        for (NewVersion version : defined) {
            UUID id = WorkflowRow.idOf(team, upstreamKey, version.kind(), version.name());
            Optional<WorkflowRow> earlier = Optional.ofNullable(before.remove(id));
            if (earlier.filter(workflow -> version.isDefinedAs(workflow.definition()))
                    .isEmpty()) {
                steps.add(new PublicationStep.Publish(next(team, upstreamKey, id, earlier, version), version));
            } else if (earlier.get().retiredAt().isPresent()) {
                steps.add(new PublicationStep.Revive(earlier.get(), version));
            }
        }
        published.stream()
                .filter(workflow -> before.containsKey(workflow.id())
                        && workflow.retiredAt().isEmpty())
                .forEach(workflow -> steps.add(new PublicationStep.Retire(workflow)));
        return List.copyOf(steps);
    }

    private static WorkflowRow next(
            String team, String upstreamKey, UUID id, Optional<WorkflowRow> earlier, NewVersion version) {
        return new WorkflowRow(
                id,
                team,
                upstreamKey,
                version.kind(),
                version.name(),
                earlier.map(WorkflowRow::enabled).orElse(true),
                earlier.map(WorkflowRow::latest).orElse(0) + 1,
                version.version(),
                version.definition(),
                Optional.empty());
    }
}
