package dev.millrace.kit.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.database.Transactions;
import dev.millrace.kit.work.Timers;
import dev.millrace.testing.SettableClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class QueueMetersTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final SettableClock clock = new SettableClock(NOON);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QueueMeters queues =
            new QueueMeters(new Database(null, new NoTransactions()), meters, clock, new Timers());

    @Test
    void showsDepthAndAgeAsLastRead() {
        watch(tx -> new Waiting(3, Optional.of(NOON.minusSeconds(90))));

        queues.readAll();

        assertThat(value("test.queue.waiting")).isEqualTo(3);
        assertThat(value("test.queue.oldest.age")).isEqualTo(90);
    }

    @Test
    void hasNoAgeWhileNothingWaits() {
        watch(tx -> new Waiting(0, Optional.empty()));

        queues.readAll();

        assertThat(value("test.queue.oldest.age")).isZero();
    }

    @Test
    void isNeverYoungerThanNew() {
        watch(tx -> new Waiting(1, Optional.of(NOON.plusSeconds(1))));

        queues.readAll();

        assertThat(value("test.queue.oldest.age")).isZero();
    }

    @Test
    void hasNoValueWhileTheDatabaseIsUnavailable() {
        var broken = new Object() {
            boolean isBroken;
        };
        watch(tx -> {
            if (broken.isBroken) {
                throw new IllegalStateException("no connection");
            }
            return new Waiting(3, Optional.of(NOON));
        });
        queues.readAll();

        broken.isBroken = true;
        queues.readAll();

        assertThat(value("test.queue.waiting")).isNaN();
        assertThat(value("test.queue.oldest.age")).isNaN();
    }

    @Test
    void readsAQueueLessOftenThatTakesLongToCount() {
        var reads = new Object() {
            int number;
        };
        watch(tx -> {
            reads.number++;
            clock.advance(Duration.ofSeconds(2));
            return new Waiting(1, Optional.empty());
        });
        queues.readAll();

        clock.advance(Duration.ofSeconds(39));
        queues.readAll();
        int soon = reads.number;
        clock.advance(Duration.ofSeconds(1));
        queues.readAll();

        assertThat(soon).isEqualTo(1);
        assertThat(reads.number).isEqualTo(2);
    }

    private void watch(Function<Transaction, Waiting> query) {
        queues.watch("test.queue", "tests", Tags.empty(), query);
    }

    private double value(String name) {
        return meters.get(name).gauge().value();
    }

    private static final class NoTransactions implements Transactions {

        @Override
        public <T> T call(Function<Transaction, T> work) {
            return work.apply(null);
        }
    }
}
