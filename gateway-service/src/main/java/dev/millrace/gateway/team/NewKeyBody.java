package dev.millrace.gateway.team;

import org.jspecify.annotations.Nullable;

/**
 * A request to register a key.
 *
 * @param name display name; {@code default} if absent
 * @param publicKeyPem required: EC P-256, RSA of at least 2,048 bits or Ed25519
 */
record NewKeyBody(@Nullable String name, @Nullable String publicKeyPem) {}
