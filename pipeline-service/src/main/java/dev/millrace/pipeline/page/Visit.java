package dev.millrace.pipeline.page;

import dev.millrace.pipeline.build.BuildRow;
import java.util.Optional;

/** Whether a reader may see the page of a build. */
sealed interface Visit {

    /**
     * It may.
     *
     * @param key of the link with which it came; empty for a caller who may see the build
     */
    record Granted(BuildRow build, Optional<String> key) implements Visit {}

    /** It has neither a session nor a key. */
    record Unknown() implements Visit {}

    /** Its key is expired, altered or for another build, or its token does not allow it. */
    record Refused() implements Visit {}

    /**
     * It is signed in, and its team has no such build.
     *
     * @param team slug
     */
    record NotOfTheTeam(String team) implements Visit {}
}
