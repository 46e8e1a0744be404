/**
 * The secrets that deliveries are signed with, and the signature check. Several are active at once, so that one can be
 * replaced without losing a delivery.
 */
@NullMarked
package dev.millrace.ingest.hook;

import org.jspecify.annotations.NullMarked;
