package dev.millrace.insights.definition;

/** What became of a request to change definitions. */
public sealed interface SaveOutcome {

    /** They are a new version, which is prepared now. */
    record Saved(DefinitionState state) implements SaveOutcome {}

    /** They are the newest version already. */
    record Unchanged(DefinitionState state) implements SaveOutcome {}

    /**
     * Others have changed them meanwhile.
     *
     * @param newest number of the newest version
     */
    record Outdated(int newest) implements SaveOutcome {}
}
