package dev.millrace.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.identity.record.RecordSigner;
import dev.millrace.kit.work.Backoff;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;

class OutboxRelayTest {

    private final Database unavailable = new Database((DataSource) Proxy.newProxyInstance(
            OutboxRelayTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                throw new SQLException("connection refused", "08001");
            }));

    @Test
    void waitsLongerAfterEachFailureAlthoughAProducerCanBeMade() {
        List<Long> madeAt = new CopyOnWriteArrayList<>();
        var relay = new OutboxRelay(
                "kit",
                unavailable,
                new RecordSigner(Optional.empty()),
                () -> {
                    madeAt.add(System.nanoTime());
                    return new MockProducer<>();
                },
                Duration.ofMillis(1),
                new Backoff(Duration.ofMillis(1), Duration.ofHours(1)));

        try (var signals = new Signals(unavailable)) {
            relay.start(signals);
            await().until(() -> madeAt.size() >= 9);
        }
        relay.close();

        // 1, 2, 4 ... ms: the eighth delay is at least 128 ms, however slow the machine is
        assertThat(Duration.ofNanos(madeAt.get(8) - madeAt.get(7))).isGreaterThanOrEqualTo(Duration.ofMillis(128));
    } // #10
}
