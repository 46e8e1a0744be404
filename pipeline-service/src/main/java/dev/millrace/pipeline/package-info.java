/**
 * Runs the pipelines of a repository's {@code ops.yml}. In: forge events and updates of the mirror. Out: builds and jobs
 * on {@code pipeline.run}, their logs over HTTP, and one Check Run per build at the forge. Tables: schema {@code pipeline}.
 *
 * <p>The path of a build: {@code trigger} keeps an event until the mirror serves its commit, {@code workflow} reads
 * {@code ops.yml} there, {@code build} holds the rows, {@code execution} runs the jobs on an {@code executor}, {@code log} keeps
 * what they print, {@code report} what they report, and {@code check} shows it at the forge, {@code page} to people.
 *
 * <p>What else starts builds: {@code registry} has the workflows of default branches, their schedules and runs on request,
 * {@code comment} and {@code command} execute commands in comments of changes, and {@code approval} has the commits of forks that
 * may run. {@code store} has the secrets and configs of teams, which {@code mask} keeps out of logs. {@code mirror} is how the
 * others reach our copy of the repository.
 */
@NullMarked
package dev.millrace.pipeline;

import org.jspecify.annotations.NullMarked;
