package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.connection.SecretContext;
import dev.millrace.gateway.audit.Actor;
import dev.millrace.gateway.team.Teams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.secret.SecretBox;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The connections to forges. Each change and its event are one transaction. */
@ApplicationScoped
class Connections {

    private static final Logger LOG = Logger.getLogger(Connections.class);
    private static final String FROM_SETTINGS = "settings";
    private static final Actor SETTINGS = Actor.platform("settings");
    private static final int SECRET_BYTES = 32;
    /** GitHub accepts two keys during a rotation; more secrets would only cost time for each delivery. */
    private static final int MOST_OF_A_PURPOSE = 5;

    private final Database database;
    private final ConnectionStore store;
    private final Teams teams;
    private final SecretBox secretBox;
    private final Outbox outbox;
    private final AuditConnections audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Connections(
            Database database,
            ConnectionStore store,
            Teams teams,
            SecretBox secretBox,
            Outbox outbox,
            AuditConnections audit,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.teams = teams;
        this.secretBox = secretBox;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    List<Connection> list() {
        return database.inTransaction(store::list);
    }

    Optional<Connection> find(String id) {
        return database.inTransaction(tx -> store.find(tx, id));
    }

    ConnectionOutcome create(Caller caller, NewConnection request) {
        Optional<String> unknown = request.team().filter(slug -> !teams.exists(slug));
        if (unknown.isPresent()) {
            return new ConnectionOutcome.NoTeam(unknown.get());
        }
        boolean hasSecret = request.secrets().stream().anyMatch(plain -> plain.purpose() == Purpose.WEBHOOK);
        Optional<String> generated = hasSecret ? Optional.empty() : Optional.of(generate());
        List<NewConnection.Plain> secrets = new ArrayList<>(request.secrets());
        generated.ifPresent(value -> secrets.add(new NewConnection.Plain(Purpose.WEBHOOK, value)));
        return database.inTransaction(tx -> {
            store.lockInstance(tx, request.instance());
            Optional<Connection> taken = request.app().flatMap(app -> store.findApp(tx, request.instance(), app.id()));
            if (taken.isPresent()) {
                return new ConnectionOutcome.AppConnected(taken.get().id());
            }
            boolean isOfAllTeams = request.forge() != ForgeKind.GITHUB
                    && store.list(tx).stream()
                            .anyMatch(known -> known.forge() == ForgeKind.GITHUB
                                    && known.instance().equals(request.instance()));
            if (isOfAllTeams) {
                return new ConnectionOutcome.HostConnected(request.instance());
            }
            Connection created =
                    Connection.create("connection-" + UUID.randomUUID(), request, seal(secrets, false), now());
            add(tx, Actor.of(caller), created);
            return new ConnectionOutcome.Created(created, generated);
        });
    }

    /**
     * Makes the connection {@value #FROM_SETTINGS} what the settings describe. Secrets that were added to it otherwise stay.
     *
     * @param settings empty if they describe none
     */
    void reconcile(Optional<NewConnection> settings) {
        database.useTransaction(tx -> {
            settings.ifPresent(described -> store.lockInstance(tx, described.instance()));
            Optional<Connection> before = store.lockRemovedToo(tx, FROM_SETTINGS);
            Optional<NewConnection> usable = settings.filter(described -> !isConnectedOtherwise(tx, described));
            if (usable.isEmpty()) {
                before.filter(Connection::isActive).ifPresent(known -> end(tx, SETTINGS, known));
            } else if (before.isEmpty()) {
                add(
                        tx,
                        SETTINGS,
                        Connection.create(
                                FROM_SETTINGS, usable.get(), seal(usable.get().secrets(), true), now()));
            } else {
                reconcile(tx, before.get(), usable.get());
            }
        });
    }

    private void reconcile(Transaction tx, Connection before, NewConnection settings) {
        List<ConnectionSecret> secrets = new ArrayList<>();
        List<NewConnection.Plain> missing = new ArrayList<>(settings.secrets());
        for (ConnectionSecret secret : before.secrets()) {
            boolean isStated = missing.remove(open(secret));
            if (isStated || !secret.fromSettings()) {
                secrets.add(secret);
            }
        }
        secrets.addAll(seal(missing, true));
        boolean hasChanged = !before.matches(settings) || !Set.copyOf(secrets).equals(Set.copyOf(before.secrets()));
        if (hasChanged) {
            change(tx, SETTINGS, before, before.replaced(settings, secrets, now()));
        }
    }

    private boolean isConnectedOtherwise(Transaction tx, NewConnection settings) {
        Optional<Connection> other = settings.app()
                .flatMap(app -> store.findApp(tx, settings.instance(), app.id()))
                .filter(known -> !known.id().equals(FROM_SETTINGS));
        other.ifPresent(known -> LOG.warnf(
                "the App of the settings is connected as %s: that connection is used, the settings are not",
                known.id()));
        return other.isPresent();
    }

    /** Adds a secret beside those of the same purpose, which stay active until they are removed. */
    SecretOutcome addSecret(Caller caller, String connectionId, Purpose purpose, Optional<String> value) {
        Optional<String> generated = value.isPresent() ? Optional.empty() : Optional.of(generate());
        return database.inTransaction(tx -> {
            Optional<Connection> found = store.lock(tx, connectionId);
            if (found.isEmpty()) {
                return new SecretOutcome.Missing();
            }
            return add(
                    tx, caller, found.get(), purpose, value.or(() -> generated).orElseThrow(), generated);
        });
    }

    private SecretOutcome add(
            Transaction tx,
            Caller caller,
            Connection before,
            Purpose purpose,
            String value,
            Optional<String> generated) {
        if (count(before, purpose) >= MOST_OF_A_PURPOSE) {
            return new SecretOutcome.TooMany(purpose, MOST_OF_A_PURPOSE);
        }
        ConnectionSecret added = seal(purpose, value, now(), false);
        List<ConnectionSecret> secrets = new ArrayList<>(List.of(added));
        secrets.addAll(before.secrets());
        change(tx, Actor.of(caller), before, before.withSecrets(secrets, now()));
        return new SecretOutcome.Added(added, generated);
    }

    /** As {@link #addSecret} for a webhook secret that is generated, in the caller's transaction. */
    SecretOutcome addWebhookSecret(Transaction tx, Caller caller, String connectionId) {
        return store.lock(tx, connectionId)
                .map(before -> add(tx, caller, before, Purpose.WEBHOOK, generate(), Optional.empty()))
                .orElseGet(SecretOutcome.Missing::new);
    }

    /**
     * Removes all webhook secrets of a connection but one and those that the settings state, in the caller's transaction. Does
     * nothing if that one is not active any more.
     */
    void keepOnly(Transaction tx, String connectionId, UUID secretId) {
        store.lock(tx, connectionId)
                .filter(known ->
                        known.secrets().stream().anyMatch(secret -> secret.id().equals(secretId)))
                .ifPresent(before -> {
                    List<ConnectionSecret> kept = before.secrets().stream()
                            .filter(secret -> secret.purpose() != Purpose.WEBHOOK
                                    || secret.fromSettings()
                                    || secret.id().equals(secretId))
                            .toList();
                    if (kept.size() < before.secrets().size()) {
                        change(tx, Actor.platform("rotation"), before, before.withSecrets(kept, now()));
                    }
                });
    }

    /** A connection in use, in the caller's transaction. */
    Optional<Connection> find(Transaction tx, String id) {
        return store.find(tx, id);
    }

    /** Removes a secret, whose ciphertext is deleted. The last one of a purpose stays. */
    SecretOutcome removeSecret(Caller caller, String connectionId, UUID secretId) {
        return database.inTransaction(tx -> {
            Optional<Connection> found = store.lock(tx, connectionId);
            Optional<ConnectionSecret> secret = found.stream()
                    .flatMap(connection -> connection.secrets().stream())
                    .filter(known -> known.id().equals(secretId))
                    .findFirst();
            if (secret.isEmpty()) {
                return new SecretOutcome.Missing();
            }
            Connection before = found.orElseThrow();
            if (secret.get().fromSettings()) {
                return new SecretOutcome.StatedBySettings();
            }
            if (count(before, secret.get().purpose()) == 1) {
                return new SecretOutcome.LastOne(secret.get().purpose());
            }
            List<ConnectionSecret> secrets = before.secrets().stream()
                    .filter(known -> !known.equals(secret.get()))
                    .toList();
            change(tx, Actor.of(caller), before, before.withSecrets(secrets, now()));
            return new SecretOutcome.Removed();
        });
    }

    /** Removes a connection and its secrets. */
    RemovalOutcome remove(Caller caller, String id) {
        if (id.equals(FROM_SETTINGS)) {
            return new RemovalOutcome.StatedBySettings();
        }
        return database.inTransaction(tx -> {
            Optional<Connection> found = store.lock(tx, id);
            found.ifPresent(before -> end(tx, Actor.of(caller), before));
            return found.isPresent() ? new RemovalOutcome.Removed() : new RemovalOutcome.Missing();
        });
    }

    /** Publishes every connection again. A repeat changes nothing for a consumer that has it, and restores a lost topic. */
    void announceAll() {
        database.useTransaction(tx -> store.lockAll(tx).forEach(connection -> outbox.add(tx, connection.toEvent())));
    }

    private void add(Transaction tx, Actor actor, Connection connection) {
        store.add(tx, connection);
        audit.created(tx, actor, connection);
        publish(tx, connection);
    }

    private void end(Transaction tx, Actor actor, Connection before) {
        Connection after = before.removed(now());
        store.save(tx, before, after);
        audit.removed(tx, actor, before);
        publish(tx, after);
    }

    /** Given newest first, and stored so: the first one gets the latest time. */
    private List<ConnectionSecret> seal(List<NewConnection.Plain> secrets, boolean fromSettings) {
        Instant now = now();
        List<ConnectionSecret> sealed = new ArrayList<>();
        for (int index = 0; index < secrets.size(); index++) {
            NewConnection.Plain plain = secrets.get(index);
            sealed.add(seal(plain.purpose(), plain.value(), now.minus(index, ChronoUnit.MILLIS), fromSettings));
        }
        return sealed;
    }

    private ConnectionSecret seal(Purpose purpose, String value, Instant at, boolean fromSettings) {
        UUID id = UUID.randomUUID();
        byte[] sealed = secretBox.seal(value.getBytes(StandardCharsets.UTF_8), SecretContext.of(id));
        return ConnectionSecret.of(id, purpose, sealed, at, fromSettings);
    }

    /** The active secrets of a purpose in plain text, the newest first. */
    List<String> open(Connection connection, Purpose purpose) {
        return connection.secrets().stream()
                .filter(secret -> secret.purpose() == purpose)
                .map(secret -> open(secret).value())
                .toList();
    }

    /** An active secret in plain text; empty if it is not active. */
    Optional<String> open(Connection connection, UUID secretId) {
        return connection.secrets().stream()
                .filter(secret -> secret.id().equals(secretId))
                .findFirst()
                .map(secret -> open(secret).value());
    }

    private NewConnection.Plain open(ConnectionSecret secret) {
        byte[] plain = secretBox.open(secret.bytes(), SecretContext.of(secret.id()));
        return new NewConnection.Plain(secret.purpose(), new String(plain, StandardCharsets.UTF_8));
    }

    private void change(Transaction tx, Actor actor, Connection before, Connection after) {
        store.save(tx, before, after);
        audit.changed(tx, actor, before, after);
        publish(tx, after);
    }

    private void publish(Transaction tx, Connection connection) {
        outbox.add(tx, connection.toEvent());
        LOG.infof(
                "connectionId=%s forge=%s instance=%s revision=%d active=%s secrets=%d",
                connection.id(),
                connection.forge().wireName(),
                connection.instance(),
                connection.revision(),
                connection.isActive(),
                connection.secrets().size());
    }

    private static long count(Connection connection, Purpose purpose) {
        return connection.secrets().stream()
                .filter(secret -> secret.purpose() == purpose)
                .count();
    }

    private String generate() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
