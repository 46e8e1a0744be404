/**
 * What tests need: real PostgreSQL and Kafka from Maven artifacts, git, keys, tokens, events, a clock, and the house rules.
 *
 * <p>This module knows the events and no other module of the platform: so the tests of every module can use it, those of the
 * kit included, and a signature or request that it makes by itself is independent of the code that is tested.
 */
@NullMarked
package dev.millrace.testing;

import org.jspecify.annotations.NullMarked;
