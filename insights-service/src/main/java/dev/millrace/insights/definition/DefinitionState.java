package dev.millrace.insights.definition;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The versions of a team's definitions that matter now.
 *
 * @param active what answers are read by
 * @param building what is prepared to take its place; empty if nothing is
 */
public record DefinitionState(DefinitionVersion active, Optional<DefinitionVersion> building) {

    /** What rows are derived by: one version, or two. */
    public List<DefinitionVersion> derived() {
        return Stream.concat(Stream.of(active), building.stream()).toList();
    }

    /** The last that was decided. */
    public DefinitionVersion newest() {
        return building.orElse(active);
    }
}
