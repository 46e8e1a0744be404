package dev.millrace.pipeline.build;

import java.util.Optional;
import java.util.UUID;

/**
 * The right to run a job, for as long as its lease is renewed.
 *
 * @param buildId the job's build
 * @param position of the job in its build
 * @param lease random; a later claim has a different one, after which this claim can write nothing
 * @param traceparent the span in which the build was queued; empty if none was recorded
 */
public record JobClaim(UUID buildId, int position, UUID lease, Optional<String> traceparent) {}
