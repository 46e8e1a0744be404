/** What forges told us, normalized: the same words whichever forge it was. */
@NullMarked
package dev.millrace.events.forge;

import org.jspecify.annotations.NullMarked;
