package dev.millrace.ingest.hook;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The headers of one delivery.
 *
 * @param byName by name in lower case, one value each
 */
public record HookHeaders(Map<String, String> byName) {

    /** Copies the headers. */
    public HookHeaders {
        byName = Map.copyOf(byName);
    }

    /** The value of a header, whatever the case of its name; empty if it is absent or an empty text. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT))).filter(value -> !value.isEmpty());
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return "HookHeaders" + byName.keySet();
    }
}
