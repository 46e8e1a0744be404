/** The consumer edge: decode, dedupe, retry in place, dead-letter. */
@NullMarked
package dev.millrace.kit.consume;

import org.jspecify.annotations.NullMarked;
