/**
 * What jobs print, kept as bytes while they run and served from any offset, so that a reader can follow.
 */
@NullMarked
package dev.millrace.pipeline.log;

import org.jspecify.annotations.NullMarked;
