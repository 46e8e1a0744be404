/**
 * Checks and limits of what comes from outside: ref lists, packs, objects and links between them. Nothing here stores
 * anything; {@code PackOverLimit} and {@code PackMemoryBusy} are how a check ends that found too much.
 */
@NullMarked
package dev.millrace.git.check;

import org.jspecify.annotations.NullMarked;
