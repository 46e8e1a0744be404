package dev.millrace.ingest.delivery;

import dev.millrace.ingest.delivery.DeliveryOutcome.BadSignature;
import dev.millrace.ingest.delivery.DeliveryOutcome.Greeted;
import dev.millrace.ingest.delivery.DeliveryOutcome.Malformed;
import dev.millrace.ingest.delivery.DeliveryOutcome.Repeated;
import dev.millrace.ingest.delivery.DeliveryOutcome.StoreUnavailable;
import dev.millrace.ingest.delivery.DeliveryOutcome.Stored;
import dev.millrace.ingest.delivery.DeliveryStore.Added;
import dev.millrace.ingest.hook.HookSecret;
import dev.millrace.ingest.hook.HookSecrets;
import dev.millrace.ingest.hook.SignatureCheck;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.database.TransientFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Accepts one webhook call exactly once: it is stored and committed when this returns, or the outcome gives the reason. */
@ApplicationScoped
class AcceptDelivery {

    private static final Logger LOG = Logger.getLogger(AcceptDelivery.class);
    private static final String FORGE = "github";
    private static final Pattern EVENT = Pattern.compile("[a-z0-9_]{1,64}");
    private static final Pattern HOOK_ID = Pattern.compile("[0-9]{0,20}");

    private final String instance;
    private final HookSecrets secrets;
    private final Database database;
    private final DeliveryStore store;
    private final InboxSignal signal;

    AcceptDelivery(
            @ConfigProperty(name = "millrace.github.instance", defaultValue = "github.com") String instance,
            HookSecrets secrets,
            Database database,
            DeliveryStore store,
            InboxSignal signal) {
        this.instance = instance;
        this.secrets = secrets;
        this.database = database;
        this.store = store;
        this.signal = signal;
    }

    DeliveryOutcome handle(WebhookCall call) {
        Optional<HookSecret> secret = SignatureCheck.matching(call.body()::update, call.signature(), secrets.active());
        if (secret.isEmpty()) {
            return new BadSignature();
        }
        Reading reading = read(call);
        return stored(tx -> {
            secrets.matched(tx, secret.get(), call.receivedAt());
            return switch (reading) {
                case Reading.Readable(Delivery delivery) -> add(tx, delivery);
                case Reading.Unreadable(String reason) -> quarantine(tx, call, reason);
            };
        });
    }

    private Reading read(WebhookCall call) {
        String event = call.header("X-GitHub-Event").orElse("");
        String guid = call.header("X-GitHub-Delivery").orElse("");
        String hookId = call.header("X-GitHub-Hook-ID").orElse("");
        if (!EVENT.matcher(event).matches()) {
            return new Reading.Unreadable("X-GitHub-Event is missing or not the name of an event");
        }
        if (!DeliveryId.isGuid(guid) || !HOOK_ID.matcher(hookId).matches()) {
            return new Reading.Unreadable("X-GitHub-Delivery or X-GitHub-Hook-ID is missing or not an id");
        }
        return PayloadRoute.of(call)
                .<Reading>map(route -> new Reading.Readable(new Delivery(
                        new DeliveryId(instance, hookId, guid),
                        FORGE,
                        Optional.empty(),
                        event,
                        route.action(),
                        route.repositoryName(),
                        route.recordKey(instance),
                        call)))
                .orElseGet(() -> new Reading.Unreadable("the payload is not a JSON object"));
    }

    private DeliveryOutcome quarantine(Transaction tx, WebhookCall call, String reason) {
        store.addQuarantined(tx, call, reason);
        return new Malformed(reason);
    }

    private DeliveryOutcome add(Transaction tx, Delivery delivery) {
        Added added = store.add(tx, delivery);
        LOG.debugf(
                "deliveryId=%s hook=%s event=%s key=%s %s",
                delivery.id().guid(), delivery.id().hookId(), delivery.event(), delivery.recordKey(), added);
        if (delivery.event().equals("ping")) {
            store.saveVerified(tx, delivery.id(), delivery.receivedAt());
            return new Greeted();
        }
        return added == Added.FIRST ? new Stored() : new Repeated();
    }

    private DeliveryOutcome stored(Function<Transaction, DeliveryOutcome> work) {
        try {
            DeliveryOutcome outcome = database.inTransaction(work);
            signal.stored();
            return outcome;
        } catch (RuntimeException e) {
            if (TransientFailure.isCauseOf(e)) {
                LOG.warnf("delivery not stored, the database is unavailable: %s", e.toString());
                return new StoreUnavailable();
            }
            throw e;
        }
    }

    private sealed interface Reading {
        record Readable(Delivery delivery) implements Reading {}

        record Unreadable(String reason) implements Reading {}
    }
}
