package dev.millrace.pipeline.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * A version of a workflow.
 *
 * @param number 1 for the first
 * @param version as the file states it
 * @param sha the commit that brought it
 * @param pushedBy login at the forge of who pushed that commit; empty if the forge did not report it
 * @param definition JSON
 */
record PublishedVersion(
        int number, String version, String sha, Instant publishedAt, Optional<String> pushedBy, String definition) {}
