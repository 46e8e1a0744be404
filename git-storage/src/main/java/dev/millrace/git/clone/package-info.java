/** Clones that are copied from what is stored: bundles, and the collected pack with newer objects behind it. */
@NullMarked
package dev.millrace.git.clone;

import org.jspecify.annotations.NullMarked;
