package dev.millrace.insights.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.insights.ledger.LedgerScope;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.query.OpenScope.Found;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Tells a reader, as server-sent events (HTML Living Standard, 9.2), whenever the numbers of a scope have changed: {@code changed}
 * with the data version as its id. While nothing changes, comments keep the connection open.
 */
@Singleton
final class FollowScope {

    private static final int RECONNECT_MILLIS = 2_000;

    /** Changes that follow each other this quickly are one event. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** How soon it is noticed that a reader has left. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Signals may be missed; data that only became older, such as the time of the latest event, sends none. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final OpenScope scopes;
    private final ChangeSignal signal;
    private final ObjectMapper json;

    FollowScope(OpenScope scopes, ChangeSignal signal, ObjectMapper json) {
        this.scopes = scopes;
        this.signal = signal;
        this.json = json;
    }

    /**
     * The content of an event.
     *
     * @param version as in the metrics
     * @param dataThrough as in the metrics
     * @param pending as in the metrics
     */
    record ChangedBody(String version, Optional<Instant> dataThrough, int pending) {}

    /**
     * Returns when the reader has left, the service stops, or the time is over.
     *
     * @param known the version that the reader has; empty for none
     * @param atMost after which the reader has to ask again, so that it is checked again what it may read
     */
    void follow(
            String team, Found scope, Optional<String> known, Duration atMost, OutputStream out, BooleanSupplier gone)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        send(out, "retry: %d\n\n".formatted(RECONNECT_MILLIS));
        String sent = known.orElse("");
        while (System.nanoTime() < deadline && !gone.getAsBoolean() && !signal.isStopping()) {
            long before = signal.changes();
            ChangedBody now = scopes.inSnapshot(snapshot -> read(team, scope, snapshot));
            if (now.version().equals(sent)) {
                send(out, ": nothing new\n\n");
            } else {
                send(
                        out,
                        "id: %s\nevent: changed\ndata: %s\n\n".formatted(now.version(), json.writeValueAsString(now)));
                sent = now.version();
            }
            Thread.sleep(PAUSE);
            await(before, gone);
        }
    }

    private void await(long before, BooleanSupplier gone) throws InterruptedException {
        long until = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (signal.changes() == before
                && System.nanoTime() < until
                && !gone.getAsBoolean()
                && !signal.isStopping()) {
            signal.awaitAfter(before, LOOK);
        }
    }

    private static ChangedBody read(String team, Found scope, Snapshot snapshot) {
        LedgerScope read = scope.in(snapshot);
        return new ChangedBody(DataVersion.of(read), read.dataThrough(), snapshot.pending(team));
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
