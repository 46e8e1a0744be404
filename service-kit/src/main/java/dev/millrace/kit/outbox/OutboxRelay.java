package dev.millrace.kit.outbox;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.record.RecordSigner;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Sends outbox rows to Kafka. Any number of instances may run on one table: a shard belongs to the instance that holds its
 * advisory lock, for one batch at a time. Rows are taken in the order of their ids and deleted after the broker has
 * acknowledged all of the batch, so a crash in between sends them again, with the same event ids.
 *
 * <p>There is no "last id sent": transactions commit in another order than ids are assigned, and such a cursor would skip
 * the late ones.
 */
public final class OutboxRelay implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));

    private final String schema;
    private final OutboxStore store;
    private final Database database;
    private final Supplier<Producer<String, byte[]>> producers;
    private final Duration pollInterval;
    private final PollLoop loop;
    /** Used by the loop's thread, and by {@link #close} after it has ended. */
    private @Nullable Producer<String, byte[]> producer;

    /**
     * @param schema the schema that holds the table {@code outbox}
     * @param signer of records on topics that are signed
     * @param producers creates an idempotent producer with {@code acks=all}; after a failure the old one is closed and a new
     *     one created, so that nothing of a failed batch is still in flight when it is sent again
     */
    public OutboxRelay(
            String schema, Database database, RecordSigner signer, Supplier<Producer<String, byte[]>> producers) {
        this(schema, database, signer, producers, POLL_INTERVAL, BACKOFF);
    }

    OutboxRelay(
            String schema,
            Database database,
            RecordSigner signer,
            Supplier<Producer<String, byte[]>> producers,
            Duration pollInterval,
            Backoff backoff) {
        this.schema = schema;
        this.database = database;
        this.producers = producers;
        this.pollInterval = pollInterval;
        this.store = new OutboxStore(schema, signer);
        this.loop = new PollLoop("outbox-" + schema, backoff, this::carry);
    }

    /** Starts to relay, on its own thread, until {@link #close}. */
    public void start(Signals signals) {
        signals.listen(Outbox.channel(schema), loop::wake);
        loop.start();
    }

    /** Events that are not sent yet. */
    public Waiting waiting(Transaction tx) {
        return store.waiting(tx);
    }

    @Override
    public void close() {
        if (loop.stop(STOP_TIMEOUT)) {
            closeProducer();
        }
    }

    /** A producer can be created without a broker, so only a pass that sent everything is a success. */
    private Next carry() {
        try {
            carryAll(producer());
            return Next.poll(pollInterval);
        } catch (RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> known = producer;
        if (known == null) {
            known = producers.get();
            producer = known;
        }
        return known;
    }

    private void closeAfter(RuntimeException failure) {
        try {
            closeProducer();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void closeProducer() {
        Producer<String, byte[]> known = producer;
        producer = null;
        if (known != null) {
            known.close();
        }
    }

    private void carryAll(Producer<String, byte[]> to) {
        boolean more = true;
        while (more && !loop.isStopping()) {
            more = false;
            for (int shard : database.inTransaction(store::shardsWithRows)) {
                more |= database.inTransaction(tx -> store.carryBatch(tx, shard, to));
            }
        }
    }
}
