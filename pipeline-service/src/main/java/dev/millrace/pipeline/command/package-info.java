/**
 * Commands in comments on changes. {@code ReceiveComment} makes a row of each line that is one; {@code CommandWorker} claims
 * rows, those of one change one after the other. Whether the author may do it, and which commit it is about, is decided when it
 * is executed, by what the forge states then. The effect, the end of the row and the reply to the author are one transaction.
 */
@NullMarked
package dev.millrace.pipeline.command;

import org.jspecify.annotations.NullMarked;
