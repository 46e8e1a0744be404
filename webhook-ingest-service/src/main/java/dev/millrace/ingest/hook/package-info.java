/**
 * Who may deliver: the connections of teams, the secrets that deliveries are signed with, and one verifier for each forge.
 * Several secrets are active at once, so that one can be replaced without losing a delivery.
 */
@NullMarked
package dev.millrace.ingest.hook;

import org.jspecify.annotations.NullMarked;
