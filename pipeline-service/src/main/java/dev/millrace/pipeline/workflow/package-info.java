/**
 * What {@code ops.yml} says: a pure reader from bytes to pipelines, jobs, steps and the events that start them. A file
 * that breaks a rule is answered with the line, the column and the rule; keys that nobody here knows are left alone.
 */
@NullMarked
package dev.millrace.pipeline.workflow;

import org.jspecify.annotations.NullMarked;
