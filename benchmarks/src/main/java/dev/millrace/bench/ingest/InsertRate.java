package dev.millrace.bench.ingest;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** How many rows with these bodies the same PostgreSQL commits, one to a transaction, without anything around it. */
final class InsertRate {

    private static final String TABLE = "bench_inbox";

    private final String url;
    private final String user;
    private final String password;

    InsertRate(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /** Rows per second. */
    long measure(Corpus corpus, int connections, Duration length) throws InterruptedException {
        execute("create table if not exists " + TABLE + " (id bigserial primary key, guid text not null unique,"
                + " received_at timestamptz not null default now(), body bytea not null)");
        var next = new AtomicLong();
        long start = System.nanoTime();
        long rows = 0;
        try (var clients = Executors.newFixedThreadPool(connections)) {
            List<Future<Long>> running = new ArrayList<>();
            for (int client = 0; client < connections; client++) {
                running.add(clients.submit(() -> insert(corpus, next, start, length)));
            }
            for (Future<Long> one : running) {
                rows += one.get();
            }
        } catch (ExecutionException e) {
            throw new UnexpectedAnswer("cannot insert: " + e.getCause(), e);
        } finally {
            execute("drop table " + TABLE);
        }
        return Math.round(rows / ((System.nanoTime() - start) / 1e9));
    }

    private long insert(Corpus corpus, AtomicLong next, long start, Duration length) throws SQLException {
        long rows = 0;
        try (Connection connection = open();
                var statement = connection.prepareStatement("insert into " + TABLE + " (guid, body) values (?, ?)")) {
            while (System.nanoTime() - start < length.toNanos()) {
                statement.setString(1, UUID.randomUUID().toString());
                statement.setBytes(2, corpus.get(next.getAndIncrement()).body());
                statement.executeUpdate();
                rows++;
            }
        }
        return rows;
    }

    private void execute(String sql) {
        try (Connection connection = open();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new UnexpectedAnswer("the database rejects '%s': %s".formatted(sql, e.getMessage()), e);
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }
}
