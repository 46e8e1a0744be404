/**
 * Builds and their jobs as rows, each change together with its event on {@code pipeline.run}. A build goes from
 * {@code queued} to {@code running} to one of the final states, and never back; a statement that would break this changes
 * nothing and reports it.
 */
@NullMarked
package dev.millrace.pipeline.build;

import org.jspecify.annotations.NullMarked;
