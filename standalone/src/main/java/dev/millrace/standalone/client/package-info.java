/**
 * What a person outside would use: an HTTP client for JSON, real git, a team's key, the simulated forge's control API and
 * the gateway. The demo plays with them, and so do the benchmarks.
 */
@NullMarked
package dev.millrace.standalone.client;

import org.jspecify.annotations.NullMarked;
