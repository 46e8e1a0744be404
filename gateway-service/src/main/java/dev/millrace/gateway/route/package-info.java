/**
 * Forwards requests to the service that owns the path. Nothing is buffered, and a path is evaluated as it was sent,
 * so that no spelling of it reaches a service other than the one it names.
 */
@NullMarked
package dev.millrace.gateway.route;

import org.jspecify.annotations.NullMarked;
