package dev.millrace.kit.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Wake-ups across processes over PostgreSQL's LISTEN and NOTIFY. A signal means "check again", nothing more: it may arrive
 * twice, and after a broken connection every listener is called once because signals may have been missed. A listener that
 * waits for signals also polls now and then.
 */
public final class Signals implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Signals.class);
    private static final int POLL_MILLIS = 250;

    private final Database database;
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile boolean channelsChanged;
    private @Nullable Thread thread;

    /** @param database one of its pool's connections is held as long as there are listeners */
    public Signals(Database database) {
        this.database = database;
    }

    /** Sends a signal when the transaction commits; nothing is sent if it rolls back. */
    public static void send(Transaction tx, String channel) {
        tx.handle()
                .createQuery("select pg_notify(:channel, '')")
                .bind("channel", channel)
                .mapToMap()
                .list();
    }

    /**
     * Calls the listener for each signal from now on, on this class's own thread: it must return quickly, for example after
     * it releases a semaphore permit.
     *
     * @param channel lower-case letters, digits and {@code _}
     * @throws IllegalArgumentException for any other channel name
     */
    public synchronized void listen(String channel, Runnable listener) {
        if (!channel.matches("[a-z0-9_]+")) {
            throw new IllegalArgumentException(
                    "channel '%s' may hold lower-case letters, digits and _ only".formatted(channel));
        }
        listeners.computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>()).add(listener);
        channelsChanged = true;
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("signals").start(this::run);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try (Connection connection = database.dataSource().getConnection()) {
                connection.setAutoCommit(true);
                receive(connection, connection.unwrap(PGConnection.class));
            } catch (SQLException e) {
                if (!closed) {
                    LOG.warnf("signals interrupted, listening again in 1 s: %s", e.getMessage());
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                }
            }
        }
    }

    private void receive(Connection connection, PGConnection postgres) throws SQLException {
        subscribe(connection);
        listeners.values().forEach(Signals::call);
        while (!closed) {
            if (channelsChanged) {
                subscribe(connection);
            }
            PGNotification[] received = postgres.getNotifications(POLL_MILLIS);
            if (received == null) {
                continue;
            }
            for (PGNotification signal : received) {
                call(listeners.getOrDefault(signal.getName(), List.of()));
            }
        }
        try (Statement statement = connection.createStatement()) {
            // the connection returns to a pool
            statement.execute("unlisten *");
        }
    }

    private void subscribe(Connection connection) throws SQLException {
        channelsChanged = false;
        try (Statement statement = connection.createStatement()) {
            for (String channel : listeners.keySet()) {
                statement.execute("listen " + channel);
            }
        }
    }

    private static void call(List<Runnable> listeners) {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("a signal's listener failed", e);
            }
        }
    }
}
