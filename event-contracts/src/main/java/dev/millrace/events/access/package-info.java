/** Who may act for which team, and whose the accounts at forges are: keys, tokens, installations, identities. */
@NullMarked
package dev.millrace.events.access;

import org.jspecify.annotations.NullMarked;
