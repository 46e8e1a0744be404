/**
 * The tools of an external user: an HTTP client for JSON, real git, a team's key, the simulated forge's control API and
 * the gateway. The demo and the benchmarks use them.
 */
@NullMarked
package dev.millrace.standalone.client;

import org.jspecify.annotations.NullMarked;
