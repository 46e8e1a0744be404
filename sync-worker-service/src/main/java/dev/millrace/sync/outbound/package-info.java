/**
 * Connections to hosts that somebody named: they go to addresses that were checked before, whatever a name leads to by now,
 * and end when the other side is too slow to be waited for.
 */
@NullMarked
package dev.millrace.sync.outbound;

import org.jspecify.annotations.NullMarked;
