package dev.millrace.gateway.installation;

import org.jspecify.annotations.Nullable;

/**
 * An installation to connect.
 *
 * @param installationId required: decimal string
 * @param connection id of the connection of its App; the only one by default
 */
record ClaimBody(@Nullable String installationId, @Nullable String connection) {}
