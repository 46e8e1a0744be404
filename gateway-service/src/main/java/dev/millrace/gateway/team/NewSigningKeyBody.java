package dev.millrace.gateway.team;

import org.jspecify.annotations.Nullable;

/**
 * The wish to register a signing key.
 *
 * @param name for people; {@code default} if absent
 * @param publicKey required: one line as in {@code authorized_keys}, or an armored OpenPGP public key block
 */
record NewSigningKeyBody(@Nullable String name, @Nullable String publicKey) {}
