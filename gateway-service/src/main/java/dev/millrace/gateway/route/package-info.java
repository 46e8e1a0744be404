/**
 * Passing requests on to the service that owns the path. Nothing is buffered, and a path is judged as it was sent,
 * so that no spelling of it reaches another service than the one it names.
 */
@NullMarked
package dev.millrace.gateway.route;

import org.jspecify.annotations.NullMarked;
