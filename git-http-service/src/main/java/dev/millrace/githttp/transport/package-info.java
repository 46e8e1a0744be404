/**
 * Git over smart HTTP: reads requests of Git clients, streams responses, and turns every refusal into a status and a message
 * that {@code git} shows after {@code remote:}. Complete responses are never held in memory. A connection that stalls, or a
 * request that exceeds its deadline, is aborted, and a truncated response is never mistaken for a complete one: the last
 * chunk is missing.
 */
@NullMarked
package dev.millrace.githttp.transport;

import org.jspecify.annotations.NullMarked;
