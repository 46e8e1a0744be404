package dev.millrace.kit.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalPoolInterceptor;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets PostgreSQL end a transaction whose process has stopped sending statements. A process that is frozen (a stopped
 * container, a suspended machine, a long garbage collection) keeps its connections open, and with them its row locks; leases
 * expire, but the rows that they stand in would stay locked. So the limit is shorter than every lease.
 *
 * <p>Migrations are exempt: Flyway keeps its lock in a transaction that is idle while a migration runs. They end before the
 * start of the application, and the connections that they used are closed then.
 */
@Singleton
class IdleTransactions implements AgroalPoolInterceptor {

    private final Duration limit;
    private volatile boolean started;

    IdleTransactions(
            @ConfigProperty(name = "millrace.database.idle-in-transaction-timeout", defaultValue = "10S")
                    Duration limit) {
        this.limit = limit;
    }

    void start(@Observes @Priority(1) StartupEvent event, AgroalDataSource pool) {
        started = true;
        pool.flush(AgroalDataSource.FlushMode.GRACEFUL);
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        if (!started) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("set idle_in_transaction_session_timeout = " + limit.toMillis());
        } catch (SQLException e) {
            throw new IllegalStateException("idle_in_transaction_session_timeout cannot be set to " + limit, e);
        }
    }
}
