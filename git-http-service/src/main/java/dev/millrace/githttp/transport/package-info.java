/**
 * Git over smart HTTP: reads requests of Git clients, streams answers, and turns every refusal into a status and a
 * sentence that {@code git} shows after {@code remote:}. Answers are never held in memory whole. A connection that
 * stalls, or a request that takes longer than its deadline, is cut, and a cut answer is never mistaken for a whole one:
 * the last chunk is missing.
 */
@NullMarked
package dev.millrace.githttp.transport;

import org.jspecify.annotations.NullMarked;
