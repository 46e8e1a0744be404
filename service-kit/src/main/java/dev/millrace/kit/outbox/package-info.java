/** Events leave through the outbox and enter through the inbox: exactly one effect, no matter which process crashes when. */
@NullMarked
package dev.millrace.kit.outbox;

import org.jspecify.annotations.NullMarked;
