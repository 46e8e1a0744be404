package dev.millrace.gateway.route;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.millrace.kit.address.SenderNetwork;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often one credential and one address may send requests: a client in a loop must not take the gateway from the others.
 * The limits are those of this process, and what it remembers of clients is bounded.
 */
@ApplicationScoped
class RateLimits {

    private static final int BURST_SECONDS = 5;
    private static final int REMEMBERED = 50_000;

    private final Limit tokens;
    private final Limit addresses;

    @Inject
    RateLimits(RateConfig config) {
        this(config, TimeMeter.SYSTEM_NANOTIME);
    }

    RateLimits(RateConfig config, TimeMeter clock) {
        this.tokens = new Limit(config.perToken(), clock);
        this.addresses = new Limit(config.perAddress(), clock);
    }

    /**
     * Counts a request.
     *
     * @param authorization its header of that name; the credential is not kept
     * @param sender its IP address
     * @return after which time it may be repeated; empty if it may proceed now
     */
    Optional<Duration> admit(@Nullable String authorization, String sender) {
        Optional<Duration> wait = addresses.take(SenderNetwork.of(sender));
        if (wait.isPresent() || authorization == null) {
            return wait;
        }
        return tokens.take(hash(authorization));
    }

    private static String hash(String credential) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(credential.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** One limit for each key; a key that is forgotten has its whole burst again. */
    private static final class Limit {

        private final int perSecond;
        private final LoadingCache<String, Bucket> buckets;

        Limit(int perSecond, TimeMeter clock) {
            this.perSecond = perSecond;
            this.buckets = Caffeine.newBuilder()
                    .maximumSize(REMEMBERED)
                    .expireAfterAccess(Duration.ofSeconds(4 * BURST_SECONDS))
                    .build(key -> Bucket.builder()
                            .withCustomTimePrecision(clock)
                            .addLimit(limit -> limit.capacity((long) BURST_SECONDS * perSecond)
                                    .refillGreedy(perSecond, Duration.ofSeconds(1)))
                            .build());
        }

        Optional<Duration> take(String key) {
            if (perSecond <= 0) {
                return Optional.empty();
            }
            ConsumptionProbe probe = buckets.get(key).tryConsumeAndReturnRemaining(1);
            return probe.isConsumed()
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }
}
