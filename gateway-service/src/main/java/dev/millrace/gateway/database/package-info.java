/**
 * Transactions of this service: each has a Hibernate session, and the kit's {@code Transaction} is opened over the connection
 * of that session. What a store writes through the session, and what it or the kit writes as SQL, is committed together.
 */
@NullMarked
package dev.millrace.gateway.database;

import org.jspecify.annotations.NullMarked;
