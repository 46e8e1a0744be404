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
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

/**
 * Lets PostgreSQL end a transaction whose process has stopped sending statements. A process that is frozen (a stopped
 * container, a suspended machine, a long garbage collection) keeps its connections open, and with them its row locks; leases
 * expire, but the rows that contain them would stay locked. So the limit is shorter than every lease.
 *
 * <p>Migrations are exempt: Flyway keeps its lock in a transaction that is idle while a migration runs. They end before the
 * application starts, and the connections that they used get the limit when they are next acquired.
 *
 * <p>Where a transaction manager is present, a connection is already part of a transaction when it is acquired, and a
 * rollback would undo the setting. It is then repeated once when the connection returns to the pool.
 */
@Singleton
class IdleTransactions implements AgroalPoolInterceptor {

    private static final Logger LOG = Logger.getLogger(IdleTransactions.class);

    private final Duration limit;
    // the physical connections, since the pool wraps them again for every call; weak, since a broken one can no longer
    // be
    // unwrapped when it is destroyed
    private final Set<PGConnection> exempt =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private volatile boolean started;

    /**
     * Reads the limit.
     *
     * @param limit time after which PostgreSQL ends a transaction without statements, so that a frozen process holds no row
     *     locks; must be shorter than every lease
     */
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
        exempt.add(physical(connection));
    }

    @Override
    public void onConnectionAcquire(Connection connection) {
        if (started && exempt.contains(physical(connection))) {
            try {
                limit(connection);
            } catch (SQLException e) {
                throw new IllegalStateException("idle_in_transaction_session_timeout cannot be set to " + limit, e);
            }
        }
    }

    @Override
    public void onConnectionReturn(Connection connection) {
        if (started && exempt.contains(physical(connection))) {
            try {
                limit(connection);
            } catch (SQLException e) {
                // most likely the connection is broken; if not, it gets the limit when it is next acquired
                LOG.debugf("idle_in_transaction_session_timeout not set on a returned connection: %s", e.getMessage());
            }
        }
    }

    private void limit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set idle_in_transaction_session_timeout = " + limit.toMillis());
        }
        if (connection.getAutoCommit()) {
            exempt.remove(physical(connection));
        }
    }

    private static PGConnection physical(Connection connection) {
        try {
            return connection.unwrap(PGConnection.class);
        } catch (SQLException e) {
            throw new IllegalStateException("the pool holds a connection that is not PostgreSQL's", e);
        }
    }
}
