package dev.millrace.webhook.delivery;

import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.address.OutboundAddresses.Resolved;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.webhook.delivery.Delivery.LastAttempt;
import dev.millrace.webhook.delivery.Delivery.State;
import dev.millrace.webhook.subscription.WebhookConfig;
import dev.millrace.webhook.subscription.WebhookHealth;
import dev.millrace.webhook.subscription.WebhookSecrets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Claims the next delivery, sends it once, and records the result. The address is checked before each attempt, and each
 * attempt is signed again, with the current secret of the webhook.
 */
final class SendDelivery {

    private static final Logger LOG = Logger.getLogger(SendDelivery.class);

    private final Database database;
    private final DeliveryStore deliveries;
    private final WebhookHealth health;
    private final WebhookSecrets secrets;
    private final OutboundAddresses addresses;
    private final WebhookClient client;
    private final WebhookConfig config;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Counter disabled;

    SendDelivery(
            Database database,
            DeliveryStore deliveries,
            WebhookHealth health,
            WebhookSecrets secrets,
            OutboundAddresses addresses,
            WebhookClient client,
            WebhookConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.database = database;
        this.deliveries = deliveries;
        this.health = health;
        this.secrets = secrets;
        this.addresses = addresses;
        this.client = client;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        this.disabled = Counter.builder("millrace.webhooks.disabled")
                .description("webhooks that were disabled since every attempt had failed for long")
                .register(meters);
        // from the start: Prometheus sees no increase from a meter that is new
        Attempt.OUTCOMES.forEach(this::attempts);
    }

    /** Leases a due delivery, if there is one. The caller sends it at once. */
    Optional<Claim> claim() {
        Instant now = clock.instant();
        return database.inTransaction(tx ->
                deliveries.claim(tx, UUID.randomUUID(), now, now.plus(config.lease()), config.workersPerWebhook()));
    }

    /** Sends it and records the result. */
    void send(Claim claim) {
        Optional<byte[]> secret = database.inStatement(tx -> secrets.open(tx, claim.webhookId()));
        if (secret.isEmpty()) {
            // the webhook was deleted in the meantime, and the delivery with it
            return;
        }
        Instant startedAt = clock.instant();
        Map<String, String> headers = headers(claim, secret.get(), startedAt);
        long began = System.nanoTime();
        Attempt attempt = attempt(claim, headers);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        attempts(attempt.outcome()).record(took);
        record(claim, attempt, startedAt, lastAttempt(startedAt, headers, took, attempt));
    }

    private Timer attempts(String outcome) {
        return Timer.builder("millrace.webhooks.attempts")
                .description("attempts to send a delivery to an endpoint")
                .tag("outcome", outcome)
                .register(meters);
    }

    private static Map<String, String> headers(Claim claim, byte[] secret, Instant at) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", claim.format().contentType());
        headers.put("User-Agent", "Millrace-Webhook/1.0");
        headers.put("X-Pierre-Event", claim.event());
        headers.put("X-Pierre-Signature", Signature.header(secret, at, claim.payload()));
        headers.put("X-Millrace-Delivery", claim.shownId().toString());
        headers.put("X-Millrace-Attempt", Integer.toString(claim.attempts() + 1));
        return headers;
    }

    private Attempt attempt(Claim claim, Map<String, String> headers) {
        return switch (addresses.check(claim.url())) {
            case Resolved.Allowed allowed -> client.post(allowed, headers, claim.payload());
            case Resolved.Refused(String reason) -> new Attempt.Refused(reason);
        };
    }

    private void record(Claim claim, Attempt attempt, Instant startedAt, LastAttempt last) {
        Instant now = clock.instant();
        Instant giveUpAt =
                claim.giveUpAt().orElseGet(() -> claim.once() ? startedAt : startedAt.plus(config.retryFor()));
        State state = attempt.succeeded() ? State.SUCCEEDED : now.isBefore(giveUpAt) ? State.WAITING : State.FAILED;
        database.useTransaction(tx -> {
            Optional<Instant> failingSince = recordHealth(tx, claim, attempt, startedAt);
            if (!deliveries.holds(tx, claim.leaseId())) {
                LOG.warnf("deliveryId=%s not recorded: the lease expired, or the webhook was deleted", claim.id());
                return;
            }
            deliveries.attempted(tx, claim.id(), state, giveUpAt, last);
            deliveries.release(
                    tx, claim, state == State.WAITING ? earlier(now.plus(wait(claim, attempt)), giveUpAt) : now);
            failingSince.ifPresent(since -> disableAfterLongFailure(tx, claim, attempt, since, now));
        });
        log(claim, attempt, state);
    }

    /** @return since when all attempts have failed, if this one failed and is no test */
    private Optional<Instant> recordHealth(Transaction tx, Claim claim, Attempt attempt, Instant startedAt) {
        if (attempt.succeeded()) {
            health.succeeded(tx, claim.webhookId());
            return Optional.empty();
        }
        return claim.once() ? Optional.empty() : health.failed(tx, claim.webhookId(), startedAt);
    }

    private void disableAfterLongFailure(Transaction tx, Claim claim, Attempt attempt, Instant since, Instant now) {
        health.disableAfterLongFailure(
                        tx, claim.webhookId(), since, now, attempt.error().orElse("no reason"))
                .ifPresent(reason -> {
                    disabled.increment();
                    LOG.warnf(
                            "webhook disabled webhookId=%s host=%s: %s",
                            claim.webhookId(), claim.url().getHost(), reason);
                });
    }

    private Duration wait(Claim claim, Attempt attempt) {
        Duration backoff = RetryBackoff.after(
                claim.attempts() + 1,
                config.firstBackoff(),
                config.longestBackoff(),
                ThreadLocalRandom.current().nextDouble());
        Duration requested = attempt instanceof Attempt.Responded responded
                ? responded.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        Duration capped = requested.compareTo(config.longestBackoff()) < 0 ? requested : config.longestBackoff();
        return capped.compareTo(backoff) > 0 ? capped : backoff;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static LastAttempt lastAttempt(
            Instant startedAt, Map<String, String> headers, Duration took, Attempt attempt) {
        int millis = Math.toIntExact(TimeUnit.NANOSECONDS.toMillis(took.toNanos()));
        return attempt instanceof Attempt.Responded responded
                ? new LastAttempt(
                        startedAt,
                        headers,
                        millis,
                        Optional.of(responded.status()),
                        responded.headers(),
                        responded.body(),
                        responded.error())
                : new LastAttempt(startedAt, headers, millis, Optional.empty(), Map.of(), "", attempt.error());
    }

    private static void log(Claim claim, Attempt attempt, State state) {
        Logger.Level level = attempt.succeeded() ? Logger.Level.DEBUG : Logger.Level.INFO;
        LOG.logf(
                level,
                "webhookId=%s deliveryId=%s event=%s attempt=%d host=%s: %s, %s",
                claim.webhookId(),
                claim.id(),
                claim.event(),
                claim.attempts() + 1,
                claim.url().getHost(),
                attempt.error().orElse("delivered"),
                state);
    }
}
