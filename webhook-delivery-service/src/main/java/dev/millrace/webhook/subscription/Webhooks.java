package dev.millrace.webhook.subscription;

import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.address.OutboundAddresses.Resolved;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What people do with their webhooks. A webhook out of the caller's reach is treated like one that does not exist. */
@Singleton
public class Webhooks {

    /** Signal that there may be something to send. */
    public static final String WORK = "webhook_delivery";

    private static final Logger LOG = Logger.getLogger(Webhooks.class);

    private final Database database;
    private final WebhookStore store;
    private final WebhookSecrets secrets;
    private final OutboundAddresses addresses;
    private final WebhookConfig config;
    private final Clock clock;

    /** Made by the container. */
    public Webhooks(
            Database database,
            WebhookStore store,
            WebhookSecrets secrets,
            OutboundAddresses addresses,
            WebhookConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.secrets = secrets;
        this.addresses = addresses;
        this.config = config;
        this.clock = clock;
    }

    /** Makes a webhook; looks its host up first. */
    public CreateOutcome create(NewWebhook wanted) {
        Optional<String> objection = wanted.secret().flatMap(WebhookSecrets::objection);
        if (objection.isPresent()) {
            return new CreateOutcome.SecretRefused(objection.get());
        }
        if (addresses.check(wanted.url()) instanceof Resolved.Refused(String reason)) {
            return new CreateOutcome.AddressRefused(reason);
        }
        String secret = wanted.secret().orElseGet(secrets::make);
        Webhook made = made(wanted);
        CreateOutcome outcome = database.inTransaction(tx -> {
            if (store.countForAdding(tx, wanted.team()) >= config.perTeam()) {
                return new CreateOutcome.TooMany(config.perTeam());
            }
            return store.add(tx, made, secrets.seal(made.id(), secret))
                    ? new CreateOutcome.Created(made, secret)
                    : new CreateOutcome.Exists();
        });
        if (outcome instanceof CreateOutcome.Created) {
            log("created", made, wanted.actor());
        }
        return outcome;
    }

    /** Looks one up. */
    public Optional<Webhook> find(Reach reach, UUID id) {
        return database.inStatement(tx -> store.find(tx, reach, id));
    }

    /**
     * One page, oldest first.
     *
     * @param after the last one of the page before
     * @param limit 1 to 101
     */
    public List<Webhook> list(Reach reach, Optional<After> after, int limit) {
        return database.inStatement(tx -> store.list(tx, reach, after, limit));
    }

    /**
     * Replaces the secret.
     *
     * @param wanted empty for one of our making
     */
    public RotateOutcome rotate(Reach reach, UUID id, Optional<String> wanted, String actor) {
        Optional<String> objection = wanted.flatMap(WebhookSecrets::objection);
        if (objection.isPresent()) {
            return new RotateOutcome.SecretRefused(objection.get());
        }
        String secret = wanted.orElseGet(secrets::make);
        Optional<Webhook> rotated = database.inTransaction(tx ->
                store.find(tx, reach, id).filter(found -> store.replaceSecret(tx, id, secrets.seal(id, secret))));
        rotated.ifPresent(webhook -> log("given a new secret", webhook, actor));
        return rotated.<RotateOutcome>map(webhook -> new RotateOutcome.Rotated(webhook, secret))
                .orElseGet(RotateOutcome.Missing::new);
    }

    /**
     * Sends nothing more until it is enabled; what waits stays. A webhook that is disabled keeps its time and reason.
     *
     * @param reason for people
     */
    public Optional<Webhook> disable(Reach reach, UUID id, String reason, String actor) {
        return database.inTransaction(tx -> {
            Optional<Webhook> found = store.find(tx, reach, id);
            found.filter(webhook -> store.disable(tx, id, now(), reason))
                    .ifPresent(webhook -> log("disabled", webhook, actor));
            return store.find(tx, reach, id);
        });
    }

    /** Sends again, what waits first; failures are counted from now on. */
    public Optional<Webhook> enable(Reach reach, UUID id, String actor) {
        return database.inTransaction(tx -> {
            store.find(tx, reach, id)
                    .filter(webhook -> webhook.disabled().isPresent())
                    .ifPresent(webhook -> {
                        store.enable(tx, id);
                        Signals.send(tx, WORK);
                        log("enabled", webhook, actor);
                    });
            return store.find(tx, reach, id);
        });
    }

    /**
     * Removes it, with everything that was or waits to be sent.
     *
     * @return whether there was one
     */
    public boolean delete(Reach reach, UUID id, String actor) {
        return database.inTransaction(tx -> {
            Optional<Webhook> found = store.find(tx, reach, id);
            found.ifPresent(webhook -> {
                store.delete(tx, id);
                log("deleted", webhook, actor);
            });
            return found.isPresent();
        });
    }

    private Webhook made(NewWebhook wanted) {
        return new Webhook(
                UUID.randomUUID(),
                wanted.team(),
                wanted.repositoryId(),
                wanted.url(),
                wanted.events().stream().map(WebhookEvent::wireName).distinct().toList(),
                now(),
                wanted.actor(),
                Optional.empty(),
                Optional.empty());
    }

    /** As the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** The host only: paths of such addresses often hold secrets. */
    private static void log(String what, Webhook webhook, String actor) {
        LOG.infof(
                "webhook %s team=%s webhookId=%s host=%s actor=%s",
                what, webhook.team(), webhook.id(), webhook.url().getHost(), actor);
    }

    /** The last webhook of a page. */
    public record After(Instant createdAt, UUID id) {}
}
