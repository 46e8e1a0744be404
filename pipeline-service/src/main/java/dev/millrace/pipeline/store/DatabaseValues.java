package dev.millrace.pipeline.store;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.store.ValueStore.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values in the database. */
final class DatabaseValues implements ValueBackend {

    private final Database database;
    private final ValueStore store;
    private final StoreKind kind;
    private final Sealing sealing;

    DatabaseValues(Database database, ValueStore store, StoreKind kind, Sealing sealing) {
        this.database = database;
        this.store = store;
        this.kind = kind;
        this.sealing = sealing;
    }

    @Override
    public List<StoredValue> list(String team, Optional<String> after, int limit) {
        return database.inStatement(tx -> store.page(tx, team, kind, after, limit)).stream()
                .map(row -> new StoredValue(row.key(), shown(team, row), row.updatedAt(), Optional.of(row.updatedBy())))
                .toList();
    }

    private Optional<String> shown(String team, Row row) {
        return kind == StoreKind.SECRETS ? Optional.empty() : Optional.of(sealing.open(row.value(), team, row.key()));
    }

    @Override
    public PutOutcome put(Transaction tx, NewValue value) {
        Optional<Row> before =
                store.find(tx, value.team(), kind, Set.of(value.key())).stream().findFirst();
        if (before.filter(row -> isSame(row, value)).isPresent()) {
            return PutOutcome.UNCHANGED;
        }
        if (before.isEmpty() && store.count(tx, value.team(), kind) >= ValueRules.MOST_VALUES) {
            return PutOutcome.TOO_MANY;
        }
        byte[] stored = sealing.seal(value.value(), value.team(), value.key());
        store.save(tx, value.team(), kind, new Row(value.key(), stored, value.at(), value.by()));
        return before.isPresent() ? PutOutcome.CHANGED : PutOutcome.ADDED;
    }

    /** One that was sealed with a keyset that is lost is replaced. */
    private boolean isSame(Row row, NewValue value) {
        try {
            return sealing.open(row.value(), value.team(), row.key()).equals(value.value());
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Override
    public boolean delete(Transaction tx, String team, String key) {
        return store.delete(tx, team, kind, key);
    }

    @Override
    public Map<String, String> read(String team, Set<String> keys) {
        Map<String, String> values = new HashMap<>();
        database.inStatement(tx -> store.find(tx, team, kind, keys))
                .forEach(row -> values.put(row.key(), sealing.open(row.value(), team, row.key())));
        return values;
    }
}
