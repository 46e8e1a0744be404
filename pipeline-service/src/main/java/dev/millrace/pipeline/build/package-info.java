/**
 * Builds and their jobs as rows, each change together with its event on {@code pipeline.run}. The unit of work is the job: it waits
 * for the jobs that it needs, then for a slot ({@link dev.millrace.pipeline.build.QueueStore}), and is claimed by one worker. What
 * happens to a build follows from the states of its jobs alone ({@link dev.millrace.pipeline.build.AdvanceBuild}).
 *
 * <p>A build goes from {@code queued} to {@code running} to one of the final states, and never back; a statement that would break
 * this changes nothing and reports it. Running it again makes a build of its own, the next attempt, so that nothing changes about
 * one that has ended.
 *
 * <p>The row of a build is locked before those of its jobs, which orders the events of one build.
 */
@NullMarked
package dev.millrace.pipeline.build;

import org.jspecify.annotations.NullMarked;
