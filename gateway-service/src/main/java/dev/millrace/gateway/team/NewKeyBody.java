package dev.millrace.gateway.team;

import org.jspecify.annotations.Nullable;

/**
 * The wish to register a key.
 *
 * @param name for people; {@code default} if absent
 * @param publicKeyPem required: EC P-256, RSA of at least 2,048 bits or Ed25519
 */
record NewKeyBody(@Nullable String name, @Nullable String publicKeyPem) {}
