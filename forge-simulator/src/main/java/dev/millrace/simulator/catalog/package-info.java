/**
 * The REST calls by which an App discovers its environment: itself, its installations, tokens, repositories, and the
 * permissions in them.
 */
@NullMarked
package dev.millrace.simulator.catalog;

import org.jspecify.annotations.NullMarked;
