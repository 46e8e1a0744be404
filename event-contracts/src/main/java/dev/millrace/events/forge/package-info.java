/** What forges reported, normalized: the same fields for every forge. */
@NullMarked
package dev.millrace.events.forge;

import org.jspecify.annotations.NullMarked;
