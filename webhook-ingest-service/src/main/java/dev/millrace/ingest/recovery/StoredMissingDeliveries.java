package dev.millrace.ingest.recovery;

import dev.millrace.forge.AppHook.Delivery;
import dev.millrace.kit.database.Database;
import java.time.Instant;
import java.util.List;

/** The missing deliveries of one connection, in the database. */
final class StoredMissingDeliveries implements MissingDeliveries {

    private final Database database;
    private final RecoveryStore store;
    private final String connectionId;
    private final String instance;

    StoredMissingDeliveries(Database database, RecoveryStore store, String connectionId, String instance) {
        this.database = database;
        this.store = store;
        this.connectionId = connectionId;
        this.instance = instance;
    }

    @Override
    public int note(List<Delivery> deliveries, Instant now, Instant dueAt) {
        return database.inTransaction(tx -> store.note(tx, connectionId, instance, deliveries, now, dueAt));
    }

    @Override
    public int close() {
        return database.inTransaction(tx -> store.close(tx, connectionId));
    }

    @Override
    public List<MissingDelivery> due(Instant now, int most) {
        return database.inTransaction(tx -> store.due(tx, connectionId, now, most));
    }

    @Override
    public void requested(MissingDelivery delivery, Instant nextRequestAt) {
        database.useTransaction(tx -> store.requested(tx, connectionId, delivery.guid(), nextRequestAt));
    }

    @Override
    public void giveUp(MissingDelivery delivery, String reason) {
        database.useTransaction(tx -> store.giveUp(tx, connectionId, delivery.guid(), reason));
    }
}
