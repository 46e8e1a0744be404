/** Clones that are copied from stored data: bundles, and the collected pack followed by newer objects. */
@NullMarked
package dev.millrace.git.clone;

import org.jspecify.annotations.NullMarked;
