package dev.millrace.kit.database;

import io.agroal.api.AgroalPoolInterceptor;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets PostgreSQL end a transaction whose process has stopped sending statements. A process that is frozen (a stopped
 * container, a suspended machine, a long garbage collection) keeps its connections open, and with them its row locks; leases
 * expire, but the rows that they stand in would stay locked. So the limit is shorter than every lease.
 *
 * <p>Migrations are exempt: Flyway keeps its lock in a transaction that is idle while a migration runs. They end before the
 * start of the application, and the connections that they used get the limit when they are next acquired.
 */
@Singleton
class IdleTransactions implements AgroalPoolInterceptor {

    private final Duration limit;
    private final Set<Connection> exempt = ConcurrentHashMap.newKeySet();
    private volatile boolean started;

    IdleTransactions(
            @ConfigProperty(name = "millrace.database.idle-in-transaction-timeout", defaultValue = "10S")
                    Duration limit) {
        this.limit = limit;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        started = true;
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        exempt.add(connection);
    }

    @Override
    public void onConnectionAcquire(Connection connection) {
        if (started && exempt.remove(connection)) {
            limit(connection);
        }
    }

    @Override
    public void onConnectionDestroy(Connection connection) {
        exempt.remove(connection);
    }

    private void limit(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set idle_in_transaction_session_timeout = " + limit.toMillis());
        } catch (SQLException e) {
            throw new IllegalStateException("idle_in_transaction_session_timeout cannot be set to " + limit, e);
        }
    }
}
