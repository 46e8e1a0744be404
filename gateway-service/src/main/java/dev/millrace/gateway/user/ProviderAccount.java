package dev.millrace.gateway.user;

import java.time.Instant;
import java.util.UUID;

/**
 * The account of a user at an OpenID Connect provider.
 *
 * @param id unique
 * @param issuer names the provider, an address
 * @param subject the provider's stable id of the account
 * @param user the one user that it belongs to
 * @param linkedAt by our clock
 */
public record ProviderAccount(UUID id, String issuer, String subject, UUID user, Instant linkedAt) {}
