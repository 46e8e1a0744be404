package dev.millrace.pipeline.store;

import dev.millrace.kit.database.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values in memory, of one team. */
final class FakeValues implements ValueBackend {

    final Map<String, String> values = new HashMap<>();
    Optional<RuntimeException> failure = Optional.empty();

    @Override
    public List<StoredValue> list(String team, Optional<String> after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PutOutcome put(Transaction tx, NewValue value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(Transaction tx, String team, String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> read(String team, Set<String> keys) {
        failure.ifPresent(thrown -> {
            throw thrown;
        });
        Map<String, String> found = new HashMap<>(values);
        found.keySet().retainAll(keys);
        return found;
    }
}
