package dev.millrace.pipeline.build;

import java.util.UUID;

/**
 * The right to run a build, for as long as its lease is renewed.
 *
 * @param buildId which
 * @param lease random; a later claim has another, and from then on this one can write nothing
 */
public record BuildClaim(UUID buildId, UUID lease) {}
