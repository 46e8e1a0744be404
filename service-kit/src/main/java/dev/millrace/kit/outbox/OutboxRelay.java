package dev.millrace.kit.outbox;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.identity.record.RecordSigner;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries outbox rows to Kafka. Any number of instances may run on one table: a shard belongs to whoever holds its
 * advisory lock, for one batch at a time. Rows are taken in the order of their ids and deleted after the broker has
 * acknowledged all of the batch, so a crash in between sends them again, with the same event ids.
 *
 * <p>There is no "last id sent": transactions commit in another order than ids are given, and such a cursor would step
 * over the late ones.
 */
public final class OutboxRelay implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration LOOK_BY_ITSELF = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final String schema;
    private final OutboxStore store;
    private final Database database;
    private final Supplier<Producer<String, byte[]>> producers;
    private final Semaphore wake = new Semaphore(0);
    private @Nullable Thread thread;
    private volatile boolean closed;

    /**
     * @param schema the schema that holds the table {@code outbox}
     * @param signer of records on topics that are signed
     * @param producers makes an idempotent producer with {@code acks=all}; a new one is made after a failure and the old
     *     one closed, so that nothing of a failed batch is still under way when it is sent again
     */
    public OutboxRelay(
            String schema, Database database, RecordSigner signer, Supplier<Producer<String, byte[]>> producers) {
        this.schema = schema;
        this.database = database;
        this.producers = producers;
        this.store = new OutboxStore(schema, signer);
    }

    /** Begins to carry, on a thread of its own, until {@link #close}. */
    public synchronized void start(Signals signals) {
        signals.listen(Outbox.channel(schema), wake::release);
        thread = Thread.ofPlatform().daemon().name("outbox-" + schema).start(this::run);
    }

    /** Rows that wait. */
    public long backlog() {
        return database.inTransaction(store::count);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(Duration.ofSeconds(3));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        Duration pause = LOOK_BY_ITSELF;
        while (!closed) {
            try (Producer<String, byte[]> producer = producers.get()) {
                pause = LOOK_BY_ITSELF;
                while (!closed) {
                    carryAll(producer);
                    await(LOOK_BY_ITSELF);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (closed) {
                    return;
                }
                LOG.warnf("outbox %s: not carried, again in %d s: %s", schema, pause.toSeconds(), e.toString());
                pauseFor(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? pause.multipliedBy(2) : LONGEST_WAIT;
            }
        }
    }

    private void carryAll(Producer<String, byte[]> producer) {
        boolean more = true;
        while (more && !closed) {
            more = false;
            for (int shard : database.inTransaction(store::shardsWithRows)) {
                more |= database.inTransaction(tx -> store.carryBatch(tx, shard, producer));
            }
        }
    }

    private void await(Duration longest) throws InterruptedException {
        if (wake.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }

    private void pauseFor(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
