package dev.millrace.pipeline.build;

import java.util.Optional;
import java.util.UUID;

/**
 * The right to run a build, for as long as its lease is renewed.
 *
 * @param buildId the claimed build
 * @param lease random; a later claim has a different one, after which this claim can write nothing
 * @param traceparent the span in which the build was queued; empty if none was recorded
 */
public record BuildClaim(UUID buildId, UUID lease, Optional<String> traceparent) {}
