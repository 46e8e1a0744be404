/**
 * The start page: which services are running, and links.
 */
@NullMarked
package dev.millrace.gateway.start;

import org.jspecify.annotations.NullMarked;
