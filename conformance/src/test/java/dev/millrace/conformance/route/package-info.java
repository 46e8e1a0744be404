/**
 * Every route of every service, as the OpenAPI documents have them, called by those who must not get anything from it: callers
 * without a valid token, callers of another team, a viewer who writes, and random requests.
 */
@NullMarked
package dev.millrace.conformance.route;

import org.jspecify.annotations.NullMarked;
