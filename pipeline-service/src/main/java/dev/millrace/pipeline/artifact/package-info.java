/**
 * Artifacts: files that a job names and that are kept when it ends, for later jobs of its build that need it and for people, until they
 * expire.
 */
@NullMarked
package dev.millrace.pipeline.artifact;

import org.jspecify.annotations.NullMarked;
