/** What tests need: real PostgreSQL and Kafka from Maven artifacts, keys, tokens, events, a clock, and the house rules. */
@NullMarked
package dev.millrace.testing;

import org.jspecify.annotations.NullMarked;
