/** Errors, classified by whose fault they are, and the one JSON error body. */
@NullMarked
package dev.millrace.kit.error;

import org.jspecify.annotations.NullMarked;
