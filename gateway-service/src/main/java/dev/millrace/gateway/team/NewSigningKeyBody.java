package dev.millrace.gateway.team;

import org.jspecify.annotations.Nullable;

/**
 * A request to register a signing key.
 *
 * @param name display name; {@code default} if absent
 * @param publicKey required: one line as in {@code authorized_keys}, or an armored OpenPGP public key block
 */
record NewSigningKeyBody(@Nullable String name, @Nullable String publicKey) {}
