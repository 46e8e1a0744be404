package dev.millrace.gateway.signin;

import dev.millrace.gateway.oidc.OpenIdProvider;

/**
 * A provider at which people sign in.
 *
 * @param id names it in addresses; {@code default} for the one without an id of its own
 * @param name its name for people
 */
record ProviderNameBody(String id, String name) {

    static ProviderNameBody of(OpenIdProvider provider) {
        return new ProviderNameBody(provider.id(), provider.name());
    }
}
