package dev.millrace.pipeline.build;

import java.util.UUID;

/**
 * The right to run a build, for as long as its lease is renewed.
 *
 * @param buildId the claimed build
 * @param lease random; a later claim has a different one, after which this claim can write nothing
 */
public record BuildClaim(UUID buildId, UUID lease) {}
