package dev.millrace.kit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.TestPostgres;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalPoolInterceptor;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.quarkus.runtime.StartupEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdleTransactionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final IdleTransactions idleTransactions = new IdleTransactions(LIMIT);
    private AgroalDataSource pool;
    private Database database;

    @BeforeEach
    void start() throws SQLException {
        pool = pool(idleTransactions);
        database = new Database(pool);
        database.useTransaction(tx -> tx.handle().execute("create table row as select 1 as id"));
        idleTransactions.start(new StartupEvent());
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void letsOthersHaveTheRowsOfAProcessThatStoppedSendingStatements() { // #9.30
        assertThatThrownBy(() -> database.useTransaction(frozen -> {
                    lock(frozen);
                    // on a thread of its own, since on this one it would join the transaction that is open
                    var other = Thread.ofVirtual().start(() -> database.useTransaction(IdleTransactionsIT::lock));
                    await().atMost(Duration.ofSeconds(20)).until(() -> !other.isAlive());
                    lock(frozen);
                }))
                .hasStackTraceContaining("idle-in-transaction");
    }

    @Test
    void leavesATransactionAloneThatShowsThatItIsAlive() { // #9.30
        database.useTransaction(tx -> {
            lock(tx);
            Instant end = Instant.now().plus(LIMIT.multipliedBy(2));
            await().pollInterval(LIMIT.dividedBy(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        tx.keepAlive();
                        return Instant.now().isAfter(end);
                    });
            lock(tx);
        });
    }

    @Test
    void appliesFromTheStartOnToConnectionsThatWereMadeBefore() throws SQLException {
        var migrations = new IdleTransactions(LIMIT);
        try (AgroalDataSource migrating = pool(migrations)) {
            assertThat(limit(new Database(migrating))).isEqualTo("0");
            migrations.start(new StartupEvent());
            assertThat(limit(new Database(migrating))).isEqualTo("1s");
        }
        assertThat(limit(database)).isEqualTo("1s");
        database.useTransaction(tx -> {
            tx.allowIdle(Duration.ofMinutes(5));
            assertThat(show(tx)).isEqualTo("5min");
        });
        assertThat(limit(database)).isEqualTo("1s");
    }

    private static String limit(Database database) {
        return database.inTransaction(IdleTransactionsIT::show);
    }

    private static String show(Transaction tx) {
        return tx.handle()
                .createQuery("show idle_in_transaction_session_timeout")
                .mapTo(String.class)
                .one();
    }

    private static void lock(Transaction tx) {
        tx.handle()
                .createQuery("select id from row for update")
                .mapTo(Integer.class)
                .one();
    }

    private static AgroalDataSource pool(AgroalPoolInterceptor interceptor) throws SQLException {
        AgroalDataSource pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(connections -> connections
                        .maxSize(3)
                        .connectionFactoryConfiguration(factory ->
                                factory.jdbcUrl(TestPostgres.databaseUrl()).principal(new NamePrincipal("postgres")))));
        pool.setPoolInterceptors(List.of(interceptor));
        return pool;
    }
}
