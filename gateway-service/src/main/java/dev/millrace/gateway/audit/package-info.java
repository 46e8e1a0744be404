/**
 * Who changed what: each change of teams, people, keys and access tokens adds an entry in its own transaction.
 */
@NullMarked
package dev.millrace.gateway.audit;

import org.jspecify.annotations.NullMarked;
