package dev.millrace.insights.fact;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the facts of a repository are. Two equal forge numbers, or two equal git versions, promise equal facts; nothing
 * else may be read into them.
 *
 * @param forge counts changes of what the forge told
 * @param git names the changes of what our own services told, of every mirror of the upstream
 * @param dataThrough latest time that any event about the repository told of; empty before the first
 */
public record FactsVersion(long forge, String git, Optional<Instant> dataThrough) {}
