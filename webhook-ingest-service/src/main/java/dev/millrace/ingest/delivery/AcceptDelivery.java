package dev.millrace.ingest.delivery;

import dev.millrace.ingest.delivery.DeliveryOutcome.BadSignature;
import dev.millrace.ingest.delivery.DeliveryOutcome.Greeted;
import dev.millrace.ingest.delivery.DeliveryOutcome.Malformed;
import dev.millrace.ingest.delivery.DeliveryOutcome.Repeated;
import dev.millrace.ingest.delivery.DeliveryOutcome.StoreUnavailable;
import dev.millrace.ingest.delivery.DeliveryOutcome.Stored;
import dev.millrace.ingest.delivery.DeliveryOutcome.UnknownConnection;
import dev.millrace.ingest.delivery.DeliveryStore.Added;
import dev.millrace.ingest.hook.HookConnection;
import dev.millrace.ingest.hook.HookSecret;
import dev.millrace.ingest.hook.HookSecrets;
import dev.millrace.ingest.hook.Verification;
import dev.millrace.ingest.hook.Verification.BadProof;
import dev.millrace.ingest.hook.Verification.NoProof;
import dev.millrace.ingest.hook.Verification.Stale;
import dev.millrace.ingest.hook.Verification.Unidentified;
import dev.millrace.ingest.hook.Verification.Verified;
import dev.millrace.ingest.hook.Verifiers;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.database.TransientFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Accepts one webhook call exactly once: it is stored and committed when this returns, or the outcome gives the reason. */
@ApplicationScoped
class AcceptDelivery {

    private static final Logger LOG = Logger.getLogger(AcceptDelivery.class);
    /** Events by which a forge tests whether a hook works. */
    private static final Set<String> GREETINGS = Set.of("ping", "diagnostics:ping");

    private final HookSecrets secrets;
    private final Database database;
    private final DeliveryStore store;
    private final InboxSignal signal;

    AcceptDelivery(HookSecrets secrets, Database database, DeliveryStore store, InboxSignal signal) {
        this.secrets = secrets;
        this.database = database;
        this.store = store;
        this.signal = signal;
    }

    DeliveryOutcome handle(WebhookCall call) {
        HookConnection connection = call.connection();
        Verification verification =
                Verifiers.of(connection.forge()).verify(connection, call.headers(), call.signed(), call.receivedAt());
        return switch (verification) {
            case Verified verified -> {
                Reading reading = read(call, verified);
                yield stored(tx -> {
                    noteMatch(tx, call, verified.secret());
                    return switch (reading) {
                        case Reading.Readable(Delivery delivery) -> add(tx, delivery);
                        case Reading.Unreadable(String reason) -> quarantine(tx, call, reason);
                    };
                });
            }
            case Unidentified(HookSecret secret, String reason) ->
                stored(tx -> {
                    noteMatch(tx, call, secret);
                    return quarantine(tx, call, reason);
                });
            case NoProof absent -> refused(connection, absent.rule());
            case BadProof bad -> refused(connection, bad.rule());
            case Stale stale -> refused(connection, stale.rule());
        };
    }

    /** The outcome for a delivery that nothing proves, whose address may also be one without a connection. */
    static DeliveryOutcome refused(HookConnection connection, String rule) {
        return connection.isUnknown() ? new UnknownConnection() : new BadSignature(rule);
    }

    private void noteMatch(Transaction tx, WebhookCall call, HookSecret secret) {
        secrets.matched(tx, secret, call.receivedAt());
    }

    private static Reading read(WebhookCall call, Verified verified) {
        HookConnection connection = call.connection();
        String instance = verified.secret().instance();
        String hookId = connection.team().isPresent() ? connection.id() : verified.hookId();
        return PayloadRoute.of(call)
                .<Reading>map(route -> new Reading.Readable(new Delivery(
                        new DeliveryId(instance, hookId, verified.deliveryId()),
                        connection.forge().word(),
                        Optional.of(verified.secret().connectionId()),
                        verified.event(),
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
        if (GREETINGS.contains(delivery.event())) {
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
