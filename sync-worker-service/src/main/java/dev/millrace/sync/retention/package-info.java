/** Cleans the Git storage periodically. Every worker does; they share the work. */
@NullMarked
package dev.millrace.sync.retention;

import org.jspecify.annotations.NullMarked;
