package dev.millrace.gateway.signin;

import dev.millrace.gateway.user.ProviderAccount;
import java.time.Instant;
import java.util.UUID;

/**
 * An account at an OpenID Connect provider, as the API shows it.
 *
 * @param id identifies it here
 * @param issuer names the provider
 * @param subject the provider's stable id of the account
 * @param linkedAt ISO 8601
 */
record ProviderAccountBody(UUID id, String issuer, String subject, Instant linkedAt) {

    static ProviderAccountBody of(ProviderAccount account) {
        return new ProviderAccountBody(account.id(), account.issuer(), account.subject(), account.linkedAt());
    }
}
