package dev.millrace.insights.settings;

import dev.millrace.insights.definition.DefinitionsBody;
import java.util.List;
import java.util.stream.Stream;

/**
 * A change of a team's definitions that its first facts suggest.
 *
 * @param id the same for the same proposal: {@code environment:eu-1}
 * @param reason what suggests it
 * @param adds what would be added to the definitions
 * @param service name of the service that it makes; empty text for another change
 */
record Proposal(String id, String reason, DefinitionsBody adds, String service) {

    /** The definitions with this one: its rules come after all others, so that what was decided stays. */
    DefinitionsBody addedTo(DefinitionsBody body) {
        return new DefinitionsBody(
                joined(body.tiers(), adds.tiers()),
                joined(body.sources(), adds.sources()),
                joined(body.services(), adds.services()),
                joined(body.bots(), adds.bots()),
                body.agents(),
                body.hotfixLabels(),
                body.revertLabels(),
                body.ownership(),
                body.incidentWindow(),
                body.hotfixWindow(),
                body.calendar());
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }
}
