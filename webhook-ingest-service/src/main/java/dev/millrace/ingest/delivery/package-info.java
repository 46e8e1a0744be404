/**
 * Accepts one webhook exactly once: the call is checked, stored and answered. A forge's GUID identifies the event and not
 * the call, so it is the same for every repeat and for every hook that reported it: a row is kept for each hook, and one of
 * them is published.
 */
@NullMarked
package dev.millrace.ingest.delivery;

import org.jspecify.annotations.NullMarked;
