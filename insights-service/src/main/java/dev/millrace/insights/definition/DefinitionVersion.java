package dev.millrace.insights.definition;

import dev.millrace.insights.metric.Definitions;

/**
 * One version of a team's definitions.
 *
 * @param number 0 for what holds without any decision, else 1 or more
 * @param body as it was written
 */
public record DefinitionVersion(int number, DefinitionsBody body) {

    /** What holds without any decision. */
    public static final DefinitionVersion NONE = new DefinitionVersion(0, DefinitionsBody.EMPTY);

    /** Its content. */
    public Definitions definitions() {
        return body.read();
    }
}
