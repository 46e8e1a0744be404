package dev.millrace.gateway.oidc;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** The keys that sign the provider's ID tokens, as it publishes them. They are kept for minutes, so that a withdrawn key ends soon. */
final class ProviderKeys {

    private static final Duration FRESH = Duration.ofMinutes(5);

    private final ProviderHttp http;
    private final Clock clock;
    private volatile @Nullable Known known;

    ProviderKeys(ProviderHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** The keys at this address, for one check. */
    IdTokenCheck.Keys at(URI address) {
        return fetchAgain -> {
            Known current = known;
            boolean usable = current != null
                    && current.address().equals(address)
                    && clock.instant().isBefore(current.at().plus(FRESH));
            return current != null && usable && !fetchAgain ? current.keys() : fetch(address);
        };
    }

    private List<JsonWebKey> fetch(URI address) {
        ProviderHttp.Response response = http.get(address, Optional.empty());
        if (response.status() != 200) {
            throw new ProviderFailure("%s responded with status %d to the request for its keys"
                    .formatted(address.getAuthority(), response.status()));
        }
        try {
            List<JsonWebKey> keys = new JsonWebKeySet(response.body()).getJsonWebKeys();
            known = new Known(address, keys, clock.instant());
            return keys;
        } catch (JoseException e) {
            throw new ProviderFailure("what is at %s are no keys".formatted(address), e);
        }
    }

    private record Known(URI address, List<JsonWebKey> keys, Instant at) {}
}
