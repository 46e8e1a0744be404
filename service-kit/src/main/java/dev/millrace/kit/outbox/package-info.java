/** Events leave through the outbox and enter through the inbox: exactly one effect, whoever crashes when. */
@NullMarked
package dev.millrace.kit.outbox;

import org.jspecify.annotations.NullMarked;
