/**
 * Processes that conformance tests start: services from their built jars, and third-party clients. A test starts them
 * in a try-with-resources, so none is left behind.
 */
@NullMarked
package dev.millrace.conformance.process;

import org.jspecify.annotations.NullMarked;
