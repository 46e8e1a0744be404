package dev.millrace.gateway.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.testing.Platform;
import dev.millrace.testing.SettableClock;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class KeyRegisterIT {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Caller CALLER =
            new Caller(Caller.PLATFORM, "test", Optional.empty(), Set.of(), List.of(), Instant.MAX);

    private final String team = "team-" + UUID.randomUUID().toString().substring(0, 8);
    private final SettableClock clock = new SettableClock(NOW);

    @Inject
    Database database;

    @Inject
    AgroalDataSource pool;

    @Inject
    TeamStore teams;

    @Inject
    AccessKeyStore accessKeys;

    @Inject
    SigningKeyStore signingKeys;

    @Inject
    Outbox outbox;

    @Inject
    AuditLog audit;

    @BeforeEach
    void createTeam() {
        database.useTransaction(tx -> teams.add(tx, new Team(team, team, NOW)));
    }

    @Test
    void revokesAnAccessKeyNotBeforeItWasCreatedWhenTheClockStepsBack() {
        var register = new KeyRegister<>(AccessKey.KIND, accessKeys, database, teams, outbox, audit, clock);
        AccessKey key = registered(register, TestKeys.pem(TestKeys.ec().getPublic()));
        clock.set(NOW.minusSeconds(60));

        Optional<AccessKey> revoked = register.revoke(CALLER, team, key.id());

        assertThat(revoked).hasValueSatisfying(ended -> {
            assertThat(ended.revokedAt()).contains(key.createdAt());
            // consumers ignore an event that is older than the one that they know
            assertThat(ended.toEvent().occurredAt()).isEqualTo(key.toEvent().occurredAt());
        });
        assertThat(register.list(team).orElseThrow()).containsExactly(revoked.orElseThrow());
    }

    @Test
    void revokesASigningKeyNotBeforeItWasCreatedWhenTheClockStepsBack() {
        var register = new KeyRegister<>(SigningKey.KIND, signingKeys, database, teams, outbox, audit, clock);
        SigningKey key = registered(register, SshKeys.random());
        clock.set(NOW.minusSeconds(60));

        Optional<SigningKey> revoked = register.revoke(CALLER, team, key.id());

        assertThat(revoked.flatMap(SigningKey::revokedAt)).contains(key.createdAt());
    }

    @Test
    void keepsTheTimeOfAKeyThatWasRevokedBefore() {
        var register = new KeyRegister<>(AccessKey.KIND, accessKeys, database, teams, outbox, audit, clock);
        AccessKey key = registered(register, TestKeys.pem(TestKeys.ec().getPublic()));
        clock.set(NOW.plusSeconds(10));
        register.revoke(CALLER, team, key.id());
        clock.set(NOW.plusSeconds(20));

        Optional<AccessKey> again = register.revoke(CALLER, team, key.id());

        assertThat(again.flatMap(AccessKey::revokedAt)).contains(NOW.plusSeconds(10));
    }

    @Test
    void writesRowAndEventOnTheConnectionOfTheSession() {
        AccessKey key = newKey();

        List<Integer> found = database.inTransaction(tx -> {
            accessKeys.add(tx, key);
            outbox.add(tx, key.toEvent());
            // rows that no other connection sees before the commit
            return List.of(count(tx, "access_key where id", key.id()), count(tx, "outbox where key", key.id()));
        });

        assertThat(found).containsExactly(1, 1);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(published(key)).hasSize(1));
        assertThat(stored(key)).isTrue();
    }

    @Test
    void keepsNeitherRowNorEventWhenTheConnectionIsLostBeforeTheCommit() {
        AccessKey key = newKey();

        assertThatThrownBy(() -> database.useTransaction(tx -> {
                    accessKeys.add(tx, key);
                    outbox.add(tx, key.toEvent());
                    terminate(backend(tx));
                }))
                .as("consumers of events retry for as long as the cause is a lost connection")
                .satisfies(failure -> assertThat(sqlState(failure)).startsWith("57"));

        assertThat(stored(key)).isFalse();
        database.useTransaction(
                tx -> assertThat(count(tx, "outbox where key", key.id())).isZero());
        assertThat(published(key)).isEmpty();
    }

    @Test
    void keepsNeitherRowNorEventWhenTheConnectionIsLostBetweenThem() {
        AccessKey key = newKey();

        assertThatThrownBy(() -> database.useTransaction(tx -> {
                    accessKeys.add(tx, key);
                    terminate(backend(tx));
                    outbox.add(tx, key.toEvent());
                }))
                .satisfies(failure -> assertThat(sqlState(failure)).startsWith("57"));

        assertThat(stored(key)).isFalse();
        assertThat(published(key)).isEmpty();
    }

    @Test
    void keepsNeitherRowNorEventWhenTheWorkFails() {
        AccessKey key = newKey();

        assertThatThrownBy(() -> database.useTransaction(tx -> {
                    accessKeys.add(tx, key);
                    outbox.add(tx, key.toEvent());
                    throw new IllegalArgumentException("after the event");
                }))
                .isExactlyInstanceOf(IllegalArgumentException.class);

        assertThat(stored(key)).isFalse();
        assertThat(published(key)).isEmpty();
    }

    @Test
    void limitsIdleTransactionsAlsoAfterTheFirstTransactionOfAConnectionWasRolledBack() {
        Set<Integer> before = database.inTransaction(KeyRegisterIT::backends);
        pool.flush(AgroalDataSource.FlushMode.GRACEFUL);

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Limit first = rolledBack();
            Limit second = database.inTransaction(KeyRegisterIT::limit);
            assertThat(List.of(first.timeout(), second.timeout())).containsOnly("10s");
            return second.backend() == first.backend() && !before.contains(first.backend());
        });
    }

    @Test
    void hasNoSessionOutsideOfATransaction() {
        assertThatThrownBy(() -> teams.find(null, team)).hasMessageContaining("no transaction is active");
    }

    private <K extends TeamKey> K registered(KeyRegister<K> register, String text) {
        return switch (register.register(CALLER, team, "laptop", text)) {
            case KeyOutcome.Registered<K>(K key) -> key;
            case KeyOutcome<K> other -> throw new AssertionError("not registered: " + other);
        };
    }

    private AccessKey newKey() {
        String pem = TestKeys.pem(TestKeys.ec().getPublic());
        return AccessKey.KIND.reader().read(team, "laptop", pem, NOW);
    }

    private boolean stored(AccessKey key) {
        return database.inTransaction(tx -> accessKeys.list(tx, team)).contains(key);
    }

    private static List<AccessKeyChanged> published(AccessKey key) {
        return TestEvents.all(
                Topic.ACCESS_KEYS,
                AccessKeyChanged.class,
                changed -> changed.keyId().equals(key.id()));
    }

    private static int count(Transaction tx, String where, String value) {
        return tx.handle()
                .createQuery("select count(*) from gateway.%s = :value".formatted(where))
                .bind("value", value)
                .mapTo(Integer.class)
                .one();
    }

    private static int backend(Transaction tx) {
        return tx.handle()
                .createQuery("select pg_backend_pid()")
                .mapTo(Integer.class)
                .one();
    }

    private Limit rolledBack() {
        var limit = new AtomicReference<Limit>();
        assertThatThrownBy(() -> database.useTransaction(tx -> {
                    limit.set(limit(tx));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        return limit.get();
    }

    private static Limit limit(Transaction tx) {
        return tx.handle()
                .createQuery("select pg_backend_pid(), current_setting('idle_in_transaction_session_timeout')")
                .map((row, context) -> new Limit(row.getInt(1), row.getString(2)))
                .one();
    }

    private static Set<Integer> backends(Transaction tx) {
        return tx.handle()
                .createQuery("select pid from pg_stat_activity")
                .mapTo(Integer.class)
                .set();
    }

    private record Limit(int backend, String timeout) {}

    /** Ends the connection as a database that crashes or shuts down does; returns when the server has ended it. */
    private void terminate(int backend) {
        // on a thread of its own, since on this one it would take part in the transaction that is open
        var other = Thread.ofPlatform().start(() -> {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_terminate_backend(%d, 20000)".formatted(backend));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> !other.isAlive());
    }

    private static String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return "no SQLException in " + failure;
    }
}
