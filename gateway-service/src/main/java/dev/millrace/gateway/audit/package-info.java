/**
 * Who changed what: each change of teams, people, keys, access tokens, connections and installations adds an entry in its own
 * transaction. What administrators have other services do arrives on {@code platform.audit}.
 */
@NullMarked
package dev.millrace.gateway.audit;

import org.jspecify.annotations.NullMarked;
