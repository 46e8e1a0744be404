/**
 * The content of {@code ops.yml}: a pure reader from bytes to pipelines, commands and services, and what of them an event
 * starts. For a file that breaks a rule it returns the line, the column and the rule; what has no effect is a warning.
 *
 * <p>{@link dev.millrace.pipeline.workflow.ReadOpsFile} is the entry. The classes below it read one part of the file each and
 * throw {@link dev.millrace.pipeline.workflow.BrokenOpsFile}; they share limits and warnings in
 * {@link dev.millrace.pipeline.workflow.OpsReading}. Which keys a part has, and which of them the platform executes, is in
 * {@link dev.millrace.pipeline.workflow.OpsKeys}. Jobs are expanded here
 * ({@link dev.millrace.pipeline.workflow.ExpandJobs}): who executes a pipeline knows neither matrices nor sequences.
 */
@NullMarked
package dev.millrace.pipeline.workflow;

import org.jspecify.annotations.NullMarked;
