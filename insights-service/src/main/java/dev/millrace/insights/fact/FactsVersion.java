package dev.millrace.insights.fact;

import java.time.Instant;
import java.util.Optional;

/**
 * The version of a repository's facts. Two equal forge numbers, or two equal git versions, guarantee equal facts; nothing
 * else may be inferred from them.
 *
 * @param forge counts changes of the forge's facts
 * @param git identifies the changes of the facts from our own services, for every mirror of the upstream
 * @param dataThrough latest time in any event about the repository; empty before the first
 */
public record FactsVersion(long forge, String git, Optional<Instant> dataThrough) {}
