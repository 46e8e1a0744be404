package dev.millrace.insights.settings;

import dev.millrace.insights.definition.DefinitionState;
import dev.millrace.insights.definition.DefinitionsBody;
import java.util.List;
import java.util.Optional;

/**
 * The definitions of a team.
 *
 * @param version of the newest definitions, 0 for none; the tag in {@code ETag}
 * @param active version that answers are read by
 * @param building version that is prepared to take its place; null if nothing is
 * @param waiting repositories that are not derived by it yet
 * @param definitions the newest
 * @param unmappedEnvironments names of environments that neither they nor the default table map to a tier, at most 500
 */
record DefinitionsAnswer(
        int version,
        int active,
        Optional<Integer> building,
        int waiting,
        DefinitionsBody definitions,
        List<String> unmappedEnvironments) {

    static DefinitionsAnswer of(DefinitionState state, int waiting, List<String> unmapped) {
        return new DefinitionsAnswer(
                state.newest().number(),
                state.active().number(),
                state.building().map(version -> version.number()),
                waiting,
                state.newest().body(),
                unmapped);
    }
}
