/**
 * Callers: the App by its JWT, an installation by its token, a person by a token of the control API, or an anonymous
 * client; and how many calls they have left.
 */
@NullMarked
package dev.millrace.simulator.access;

import org.jspecify.annotations.NullMarked;
