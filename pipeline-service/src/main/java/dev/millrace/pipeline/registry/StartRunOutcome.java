package dev.millrace.pipeline.registry;

import dev.millrace.pipeline.build.BuildRow;

/** The result of starting a run. */
public sealed interface StartRunOutcome {

    /** Its build is queued. */
    record Started(BuildRow build) implements StartRunOutcome {}

    /** It was started before, and nothing was done. */
    record Repeated(BuildRow build) implements StartRunOutcome {}

    /** Another request was made with the same key before, and nothing was done. */
    record OtherRequest() implements StartRunOutcome {}
}
