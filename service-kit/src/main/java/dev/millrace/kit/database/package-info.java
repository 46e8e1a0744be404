/** Transactions over PostgreSQL, and wake-up signals between processes. */
@NullMarked
package dev.millrace.kit.database;

import org.jspecify.annotations.NullMarked;
