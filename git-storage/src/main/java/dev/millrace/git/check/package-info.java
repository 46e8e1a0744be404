/**
 * Checks and limits for data from outside: ref lists, packs, objects and links between them. Nothing here stores anything;
 * a check that finds too much ends with {@code PackOverLimit} or {@code PackMemoryBusy}.
 */
@NullMarked
package dev.millrace.git.check;

import org.jspecify.annotations.NullMarked;
