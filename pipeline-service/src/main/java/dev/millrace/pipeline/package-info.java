/**
 * Runs the pipelines of a repository's {@code ops.yml}. In: forge events and updates of the mirror. Out: builds and jobs
 * on {@code pipeline.run}, their logs over HTTP, and one Check Run per build at the forge. Tables: schema {@code pipeline}.
 *
 * <p>The path of a build: {@code trigger} keeps an event until the mirror serves its commit, {@code workflow} reads
 * {@code ops.yml} there, {@code build} holds the rows, {@code execution} runs the jobs, {@code log} keeps what they print
 * and {@code check} reports to the forge. {@code mirror} is how the others reach our copy of the repository.
 */
@NullMarked
package dev.millrace.pipeline;

import org.jspecify.annotations.NullMarked;
