package dev.millrace.webhook.subscription;

import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.address.OutboundAddresses.Resolved;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.webhook.access.KnownRepository;
import dev.millrace.webhook.access.VisibleWebhooks;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Creates, changes and deletes webhooks for callers. A webhook outside the caller's reach does not exist for it. */
@Singleton
public class Webhooks {

    /** The signal that a delivery may be due. */
    public static final String WORK = "webhook_delivery";

    private static final Logger LOG = Logger.getLogger(Webhooks.class);

    private final Database database;
    private final WebhookStore store;
    private final WebhookSecrets secrets;
    private final OutboundAddresses addresses;
    private final WebhookConfig config;
    private final Clock clock;

    Webhooks(
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

    /** Creates a webhook, after resolving its host. */
    public CreateOutcome create(NewWebhook request) {
        Optional<String> rejection = request.secret().flatMap(WebhookSecrets::rejection);
        if (rejection.isPresent()) {
            return new CreateOutcome.SecretRefused(rejection.get());
        }
        if (addresses.check(request.url()) instanceof Resolved.Refused(String reason)) {
            return new CreateOutcome.AddressRefused(reason);
        }
        String secret = request.secret().orElseGet(secrets::generate);
        Webhook created = created(request);
        CreateOutcome outcome = database.inTransaction(tx -> {
            store.lockTeam(tx, request.team());
            Optional<KnownRepository> deleted =
                    request.repository().filter(repository -> store.isDeleted(tx, repository.id()));
            if (deleted.isPresent()) {
                return new CreateOutcome.RepositoryMissing(deleted.get().name());
            }
            if (store.count(tx, request.team()) >= config.perTeam()) {
                return new CreateOutcome.TooMany(config.perTeam());
            }
            return store.add(tx, created, secrets.seal(created.id(), secret))
                    ? new CreateOutcome.Created(created, secret)
                    : new CreateOutcome.Exists();
        });
        if (outcome instanceof CreateOutcome.Created) {
            log("created", created, request.actor());
        }
        return outcome;
    }

    /**
     * The webhook of this id.
     *
     * @throws MillraceException 404 if there is none within reach
     */
    public Webhook load(VisibleWebhooks reach, UUID id) {
        return find(reach, id).orElseThrow(() -> missing(id));
    }

    static MillraceException missing(UUID id) {
        return MillraceException.notFound("there is no webhook " + id).withCode("webhook_missing");
    }

    /** The webhook of this id, if there is one within reach. */
    public Optional<Webhook> find(VisibleWebhooks reach, UUID id) {
        return database.inStatement(tx -> store.find(tx, reach, id));
    }

    /**
     * One page, oldest first.
     *
     * @param after the last one of the previous page
     * @param limit 1 to 101
     */
    public List<Webhook> list(VisibleWebhooks reach, Optional<After> after, int limit) {
        return database.inStatement(tx -> store.list(tx, reach, after, limit));
    }

    /**
     * Replaces the secret.
     *
     * @param chosen empty for a generated one
     */
    public RotateOutcome rotate(VisibleWebhooks reach, UUID id, Optional<String> chosen, String actor) {
        Optional<String> rejection = chosen.flatMap(WebhookSecrets::rejection);
        if (rejection.isPresent()) {
            return new RotateOutcome.SecretRefused(rejection.get());
        }
        String secret = chosen.orElseGet(secrets::generate);
        Optional<Webhook> rotated = database.inTransaction(tx ->
                store.find(tx, reach, id).filter(found -> store.replaceSecret(tx, id, secrets.seal(id, secret))));
        rotated.ifPresent(webhook -> log("given a new secret", webhook, actor));
        return rotated.<RotateOutcome>map(webhook -> new RotateOutcome.Rotated(webhook, secret))
                .orElseGet(RotateOutcome.Missing::new);
    }

    /**
     * Sends nothing more until it is enabled; waiting deliveries stay. One already disabled keeps its time and reason.
     *
     * @param reason human-readable
     */
    public Optional<Webhook> disable(VisibleWebhooks reach, UUID id, String reason, String actor) {
        return database.inTransaction(tx -> {
            Optional<Webhook> found = store.find(tx, reach, id);
            found.filter(webhook -> store.disable(tx, id, now(), reason))
                    .ifPresent(webhook -> log("disabled", webhook, actor));
            return store.find(tx, reach, id);
        });
    }

    /** Sends again, waiting deliveries first; failures are counted from now on. */
    public Optional<Webhook> enable(VisibleWebhooks reach, UUID id, String actor) {
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
     * Deletes it, with its deliveries, sent and waiting.
     *
     * @return whether there was one
     */
    public boolean delete(VisibleWebhooks reach, UUID id, String actor) {
        return database.inTransaction(tx -> {
            Optional<Webhook> found = store.find(tx, reach, id);
            found.ifPresent(webhook -> {
                store.delete(tx, id);
                log("deleted", webhook, actor);
            });
            return found.isPresent();
        });
    }

    private Webhook created(NewWebhook request) {
        return new Webhook(
                UUID.randomUUID(),
                request.team(),
                request.repository(),
                request.url(),
                request.events().format(),
                request.events().wireNames(),
                now(),
                request.actor(),
                Optional.empty(),
                Optional.empty());
    }

    /** The time with the precision of the database. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Logs the host only: paths of such addresses often contain secrets. */
    private static void log(String what, Webhook webhook, String actor) {
        LOG.infof(
                "webhook %s team=%s webhookId=%s host=%s actor=%s",
                what, webhook.team(), webhook.id(), webhook.url().getHost(), actor);
    }

    /** The last webhook of a page. */
    public record After(Instant createdAt, UUID id) {}
}
