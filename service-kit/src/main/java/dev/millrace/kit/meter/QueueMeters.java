package dev.millrace.kit.meter;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.work.Timers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Depth and age of queues in the database, as gauges: {@code <queue>.waiting} and {@code <queue>.oldest.age}. They are read
 * every few seconds and not when Prometheus asks, so that neither a slow statement nor a database that is unavailable delays
 * a scrape. All instances of a service report the same values.
 */
@Singleton
public class QueueMeters {

    private static final Logger LOG = Logger.getLogger(QueueMeters.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /** Counting a queue takes at most this part of the time: a long queue is counted less often. */
    private static final int SHARE = 20;

    private final Database database;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Timers timers;
    private final List<Queue> queues = new CopyOnWriteArrayList<>();

    /** Created by the container. */
    public QueueMeters(Database database, MeterRegistry meters, Clock clock, Timers timers) {
        this.database = database;
        this.meters = meters;
        this.clock = clock;
        this.timers = timers;
    }

    /**
     * Measures a queue for as long as the service runs.
     *
     * @param name of the metrics, for example {@code millrace.outbox}
     * @param content what waits in it, in the plural, for the description
     * @param query one statement, cheap enough to run every few seconds
     */
    public void watch(String name, String content, Tags tags, Function<Transaction, Waiting> query) {
        var queue = new Queue(name, query);
        queues.add(queue);
        Gauge.builder(name + ".waiting", queue, read -> read.count)
                .description(content + " that wait")
                .tags(tags)
                .register(meters);
        Gauge.builder(name + ".oldest.age", queue, read -> read.age)
                .description("how long the oldest has waited, of: " + content)
                .baseUnit("seconds")
                .tags(tags)
                .register(meters);
    }

    @Scheduled(identity = "queue-meters", every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("reading the lengths of queues", INTERVAL, this::readAll);
    }

    void readAll() {
        queues.forEach(this::read);
    }

    private void read(Queue queue) {
        Instant now = clock.instant();
        if (now.isBefore(queue.notBefore)) {
            return;
        }
        try {
            queue.set(database.inStatement(queue.query), now);
        } catch (RuntimeException e) {
            // an old value would look like a healthy queue
            queue.clear();
            LOG.debugf("%s not read: %s", queue.name, e.toString());
        }
        Instant end = clock.instant();
        queue.notBefore = end.plus(Duration.between(now, end).multipliedBy(SHARE));
    }

    /** A queue as it was last read, by the one thread that the timer runs on at a time. */
    private static final class Queue {

        private final String name;
        private final Function<Transaction, Waiting> query;
        private Instant notBefore = Instant.MIN;
        private volatile double count = Double.NaN;
        private volatile double age = Double.NaN;

        Queue(String name, Function<Transaction, Waiting> query) {
            this.name = name;
            this.query = query;
        }

        void set(Waiting waiting, Instant now) {
            count = waiting.count();
            // rows may carry the time of a clock that is a little ahead
            age = waiting.since()
                    .map(since -> Math.max(0, Duration.between(since, now).toMillis() / 1000.0))
                    .orElse(0.0);
        }

        void clear() {
            count = Double.NaN;
            age = Double.NaN;
        }
    }
}
