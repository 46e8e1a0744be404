/**
 * Runs jobs: a worker claims one, keeps the claim alive, and runs it as one strict bash script in an empty directory with a
 * checkout from the mirror. Jobs of one build may run at the same time, on several instances.
 *
 * <p>A worker that dies stops renewing, and when its lease ends another starts the job again from its beginning, once or as often
 * as its {@code retries} allow. If that worker is lost too, the job ends as an error, because a job that crashes its machine would
 * do so for ever. A worker that cannot renew stops its job before the lease ends, so that no job runs twice at the same time.
 *
 * <p>Where and how the script runs, and how far from the machine, is the business of {@link
 * dev.millrace.pipeline.executor.Executor}. Changes from forks are not run unless that is switched on.
 */
@NullMarked
package dev.millrace.pipeline.execution;

import org.jspecify.annotations.NullMarked;
