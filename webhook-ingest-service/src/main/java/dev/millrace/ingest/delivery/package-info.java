/**
 * Taking in one webhook exactly once: what a forge called is checked, stored and answered. A forge's GUID names
 * what happened and not the call, so it is the same for every repeat and for every hook that saw it: a row is kept
 * for each hook, and one of them is announced.
 */
@NullMarked
package dev.millrace.ingest.delivery;

import org.jspecify.annotations.NullMarked;
