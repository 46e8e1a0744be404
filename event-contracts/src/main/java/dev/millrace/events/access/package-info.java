/** Who may act for which team: keys and installations. */
@NullMarked
package dev.millrace.events.access;

import org.jspecify.annotations.NullMarked;
