package dev.millrace.pipeline.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.kit.database.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Secrets in a KV engine (version 2) of HashiCorp Vault: one secret of Vault for each, whose field {@code value} is the value. It may
 * be written there, too; then {@code updated_by} is missing.
 */
final class VaultValues implements ValueBackend {

    private static final String VALUE = "value";
    private static final String UPDATED_BY = "updated_by";
    /** Of a change. */
    private static final int MOST_REQUESTS = 4;

    private final VaultClient vault;

    VaultValues(VaultClient vault) {
        this.vault = vault;
    }

    @Override
    public List<StoredValue> list(String team, Optional<String> after, int limit) {
        List<StoredValue> page = new ArrayList<>();
        for (String key : keys(team)) {
            if (page.size() == limit) {
                break;
            }
            if (after.isEmpty() || key.compareTo(after.get()) > 0) {
                // one whose newest version was deleted in Vault is listed there, and has no value
                vault.read(team, key)
                        .map(version -> new StoredValue(key, Optional.empty(), updatedAt(version), updatedBy(version)))
                        .ifPresent(page::add);
            }
        }
        return page;
    }

    @Override
    public PutOutcome put(Transaction tx, NewValue value) {
        Optional<JsonNode> before = vault.read(value.team(), value.key());
        if (before.flatMap(VaultValues::value).equals(Optional.of(value.value()))) {
            return PutOutcome.UNCHANGED;
        }
        if (before.isEmpty() && keys(value.team()).size() >= ValueRules.MOST_VALUES) {
            return PutOutcome.TOO_MANY;
        }
        vault.write(value.team(), value.key(), Map.of(VALUE, value.value(), UPDATED_BY, value.by()));
        return before.isPresent() ? PutOutcome.CHANGED : PutOutcome.ADDED;
    }

    @Override
    public boolean delete(Transaction tx, String team, String key) {
        boolean exists = vault.read(team, key).isPresent();
        // also if not: versions before the newest one may exist
        vault.delete(team, key);
        return exists;
    }

    @Override
    public Optional<Duration> longestChange() {
        return Optional.of(vault.timeout().multipliedBy(MOST_REQUESTS));
    }

    @Override
    public Map<String, String> read(String team, Set<String> keys) {
        Map<String, String> values = new HashMap<>();
        for (String key : keys) {
            vault.read(team, key).flatMap(VaultValues::value).ifPresent(value -> values.put(key, value));
        }
        return values;
    }

    private List<String> keys(String team) {
        return vault.list(team).stream().filter(ValueRules::isKey).sorted().toList();
    }

    private static Optional<String> value(JsonNode version) {
        return Optional.of(version.at("/data/" + VALUE))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }

    private static Optional<String> updatedBy(JsonNode version) {
        return Optional.of(version.at("/data/" + UPDATED_BY))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }

    private static Instant updatedAt(JsonNode version) {
        try {
            return Instant.parse(version.at("/metadata/created_time").asText());
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
