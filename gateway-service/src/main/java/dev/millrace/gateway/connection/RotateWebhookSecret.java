package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Replaces the webhook secret of an App without losing a delivery: a new one becomes active beside the others, then the forge is
 * asked to sign with it, until it does, and the others are removed when no delivery is signed with them any more.
 */
@ApplicationScoped
class RotateWebhookSecret {

    private static final Logger LOG = Logger.getLogger(RotateWebhookSecret.class);

    /** Sent when a rotation begins. */
    static final String SIGNAL = "secret_rotation";

    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);

    private final Database database;
    private final RotationStore store;
    private final Connections connections;
    private final GitHubSites sites;
    private final SecretMatches matches;
    private final AuditLog audit;
    private final Clock clock;

    RotateWebhookSecret(
            Database database,
            RotationStore store,
            Connections connections,
            GitHubSites sites,
            SecretMatches matches,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.connections = connections;
        this.sites = sites;
        this.matches = matches;
        this.audit = audit;
        this.clock = clock;
    }

    /** Begins a rotation. One that has not ended yet is replaced by it: its secret becomes one of the others. */
    RotationOutcome begin(Caller caller, String connectionId) {
        return database.inTransaction(tx -> {
            Optional<Connection> found = connections.find(tx, connectionId);
            if (found.isEmpty()) {
                return new RotationOutcome.Missing();
            }
            if (found.get().app().isEmpty() || found.get().forge() != ForgeKind.GITHUB) {
                return new RotationOutcome.NoApp();
            }
            if (found.get().secrets().stream().anyMatch(ConnectionSecret::fromSettings)) {
                return new RotationOutcome.StatedBySettings();
            }
            return switch (connections.addWebhookSecret(tx, caller, connectionId)) {
                case SecretOutcome.Added(ConnectionSecret secret, var generated) -> {
                    Rotation begun = Rotation.begun(connectionId, secret.id(), now());
                    store.save(tx, begun);
                    Signals.send(tx, SIGNAL);
                    audit.add(
                            tx,
                            caller,
                            found.get().team(),
                            Change.added(
                                    "connection.secret.rotated",
                                    connectionId,
                                    secret.id().toString()));
                    yield new RotationOutcome.Begun(begun);
                }
                case SecretOutcome.TooMany(Purpose purpose, int most) -> new RotationOutcome.TooMany(most);
                case SecretOutcome.Missing missing -> new RotationOutcome.Missing();
                case SecretOutcome.Removed unexpected -> throw new IllegalStateException("a secret was added");
                case SecretOutcome.LastOne unexpected -> throw new IllegalStateException("a secret was added");
                case SecretOutcome.StatedBySettings unexpected -> throw new IllegalStateException("a secret was added");
            };
        });
    }

    /** The rotation of a connection that has not ended; empty if there is none. */
    Optional<Rotation> find(String connectionId) {
        return database.inTransaction(tx -> store.find(tx, connectionId));
    }

    /** Does what is due; returns when there is something to do again, empty if nothing is known. */
    Optional<Instant> continueAll() {
        boolean found;
        do {
            found = database.inTransaction(this::applyNext) || database.inTransaction(this::retireNext);
        } while (found);
        return database.inTransaction(store::findNext);
    }

    /** Keeps the row locked during the call, so that no two instances make it. Returns false if nothing is due. */
    private boolean applyNext(Transaction tx) {
        Optional<Rotation> due = store.lockDue(tx, now());
        due.ifPresent(rotation -> secret(tx, rotation)
                .ifPresentOrElse(value -> apply(tx, rotation, value), () -> store.delete(tx, rotation.connectionId())));
        return due.isPresent();
    }

    private void apply(Transaction tx, Rotation rotation, String secret) {
        Connection connection = connections.find(tx, rotation.connectionId()).orElseThrow();
        tx.allowIdle(LONGEST_CALL);
        try {
            sites.setWebhookSecret(
                    connection.host(),
                    connection.app().orElseThrow().id(),
                    connections.open(connection, Purpose.APP_KEY),
                    secret);
            Rotation applied = rotation.applied(connection.instance(), now());
            store.save(tx, applied);
            LOG.infof(
                    "connectionId=%s secretId=%s the forge signs with it; the others may match until %s",
                    rotation.connectionId(),
                    rotation.secretId(),
                    applied.retireAt().orElseThrow());
        } catch (ForgeFailure failure) {
            Rotation failed = rotation.failed(String.valueOf(failure.getMessage()), failure.retryAt(), now());
            store.save(tx, failed);
            LOG.warnf(
                    "connectionId=%s secretId=%s the forge does not sign with it, again at %s: %s",
                    rotation.connectionId(), rotation.secretId(), failed.dueAt(), failure.getMessage());
        }
    }

    /** The new secret; empty if it, the App or the connection was removed meanwhile. */
    private Optional<String> secret(Transaction tx, Rotation rotation) {
        return connections
                .find(tx, rotation.connectionId())
                .filter(connection -> connection.app().isPresent())
                .flatMap(connection -> connections.open(connection, rotation.secretId()));
    }

    private boolean retireNext(Transaction tx) {
        Optional<Rotation> due = store.lockApplied(tx, now());
        due.ifPresent(rotation -> retire(tx, rotation));
        return due.isPresent();
    }

    private void retire(Transaction tx, Rotation rotation) {
        Optional<Connection> connection = connections.find(tx, rotation.connectionId());
        boolean hasEnded =
                connection.isEmpty() || webhookSecrets(connection.get()).noneMatch(rotation.secretId()::equals);
        if (hasEnded) {
            store.delete(tx, rotation.connectionId());
            return;
        }
        Map<UUID, Instant> matchedAt =
                matches.find(tx, webhookSecrets(connection.get()).toList());
        if (rotation.isSafeToRetire(
                Optional.ofNullable(matchedAt.get(rotation.secretId())), othersMatchedAt(rotation, matchedAt), now())) {
            connections.keepOnly(tx, rotation.connectionId(), rotation.secretId());
            store.delete(tx, rotation.connectionId());
        } else {
            store.save(tx, rotation.looked(now()));
        }
    }

    /** When any other webhook secret of the connection last matched; empty if the rotation has ended, or none has matched. */
    Optional<Instant> othersMatchedAt(Rotation rotation) {
        return database.inTransaction(tx -> connections
                .find(tx, rotation.connectionId())
                .flatMap(connection -> othersMatchedAt(
                        rotation, matches.find(tx, webhookSecrets(connection).toList()))));
    }

    private static Optional<Instant> othersMatchedAt(Rotation rotation, Map<UUID, Instant> matchedAt) {
        return matchedAt.entrySet().stream()
                .filter(match -> !match.getKey().equals(rotation.secretId()))
                .map(Map.Entry::getValue)
                .max(Comparator.naturalOrder());
    }

    private static Stream<UUID> webhookSecrets(Connection connection) {
        return connection.secrets().stream()
                .filter(secret -> secret.purpose() == Purpose.WEBHOOK)
                .map(ConnectionSecret::id);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
