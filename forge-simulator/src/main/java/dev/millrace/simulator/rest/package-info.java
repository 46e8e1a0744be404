/**
 * How GitHub answers over REST: errors with {@code message} and {@code documentation_url}, paging with {@code Link}, conditional requests, addresses.
 */
@NullMarked
package dev.millrace.simulator.rest;

import org.jspecify.annotations.NullMarked;
