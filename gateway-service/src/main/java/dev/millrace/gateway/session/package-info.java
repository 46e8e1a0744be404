/**
 * Sessions of browsers: a cookie in the place of a token. The gateway exchanges it for a token of the platform that is valid for
 * minutes, so that services know tokens only.
 */
@NullMarked
package dev.millrace.gateway.session;

import org.jspecify.annotations.NullMarked;
