/**
 * The content of {@code ops.yml}: a pure reader from bytes to pipelines, jobs, steps and the events that start them. For a
 * file that breaks a rule it returns the line, the column and the rule; unknown keys are ignored.
 */
@NullMarked
package dev.millrace.pipeline.workflow;

import org.jspecify.annotations.NullMarked;
