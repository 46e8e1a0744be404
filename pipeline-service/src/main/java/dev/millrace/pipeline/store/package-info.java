/**
 * The secrets and configs of teams: values that the team's people change through the API, and that a job gets as environment
 * variables if {@code ops.yml} lists their keys. Configs can be read by members; secrets are given to jobs only.
 *
 * <p>{@link dev.millrace.pipeline.store.ValueBackend} is where values are: {@link dev.millrace.pipeline.store.DatabaseValues}, or for
 * secrets {@link dev.millrace.pipeline.store.VaultValues}. They are read when a job starts, by its worker, and stored nowhere else,
 * so a change counts for the next job that starts on any instance. {@link dev.millrace.pipeline.store.ReadJobValues} decides what a
 * job gets; a job that does not get everything that it lists does not run.
 */
@NullMarked
package dev.millrace.pipeline.store;

import org.jspecify.annotations.NullMarked;
