package dev.millrace.gateway.oidc;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one provider. It is read when it is needed, not at start, and kept for an hour; longer while the provider is
 * unavailable. A failure is remembered for some seconds, so that requests do not queue up for a provider that is unavailable.
 */
final class Discovery {

    /** Also the time after which clients try again. */
    static final Duration RETRY = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(Discovery.class);
    private static final Duration FRESH = Duration.ofHours(1);
    private static final String PATH = ".well-known/openid-configuration";

    private final ProviderHttp http;
    private final Clock clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile @Nullable Failed failed;

    Discovery(ProviderHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** @throws ProviderFailure if it cannot be read and was not before */
    ProviderMetadata load(URI issuer) {
        return fresh().orElseGet(() -> {
            reading.lock();
            try {
                return fresh().orElseGet(() -> read(issuer));
            } finally {
                reading.unlock();
            }
        });
    }

    private Optional<ProviderMetadata> fresh() {
        Known current = known;
        return current != null && isWithin(current.at(), FRESH) ? Optional.of(current.metadata()) : Optional.empty();
    }

    private ProviderMetadata read(URI issuer) {
        Failed last = failed;
        if (last != null && isWithin(last.at(), RETRY)) {
            return kept(last.failure());
        }
        try {
            URI address = URI.create(issuer.toString().replaceAll("/*$", "/") + PATH);
            ProviderMetadata read = ProviderMetadata.read(
                    ProviderJson.read(http.get(address, Optional.empty()), address, "configuration"), issuer);
            known = new Known(read, clock.instant());
            failed = null;
            return read;
        } catch (ProviderFailure failure) {
            LOG.warnf("issuer=%s its configuration cannot be read: %s", issuer, failure.getMessage());
            failed = new Failed(failure, clock.instant());
            return kept(failure);
        }
    }

    private ProviderMetadata kept(ProviderFailure failure) {
        Known older = known;
        if (older == null) {
            throw failure;
        }
        return older.metadata();
    }

    private boolean isWithin(Instant at, Duration time) {
        return clock.instant().isBefore(at.plus(time));
    }

    private record Known(ProviderMetadata metadata, Instant at) {}

    private record Failed(ProviderFailure failure, Instant at) {}
}
