/**
 * Processes that conformance tests start: services from their built jars, and the clients that others wrote. A test starts
 * them in a try-with-resources, so none is left behind.
 */
@NullMarked
package dev.millrace.conformance.process;

import org.jspecify.annotations.NullMarked;
