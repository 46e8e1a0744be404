/** Ids in log lines. */
@NullMarked
package dev.millrace.kit.log;

import org.jspecify.annotations.NullMarked;
