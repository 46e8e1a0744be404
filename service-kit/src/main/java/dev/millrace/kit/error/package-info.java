/** What may go wrong, sorted by whose fault it is, and the one JSON error body. */
@NullMarked
package dev.millrace.kit.error;

import org.jspecify.annotations.NullMarked;
