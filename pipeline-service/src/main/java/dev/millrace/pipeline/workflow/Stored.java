package dev.millrace.pipeline.workflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Components that definitions lack that were stored by an earlier version. */
final class Stored {

    private Stored() {}

    static <T> List<T> list(@Nullable List<T> stored) {
        return stored == null ? List.of() : List.copyOf(stored);
    }

    static Map<String, String> map(@Nullable Map<String, String> stored) {
        return stored == null ? Map.of() : Map.copyOf(stored);
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    static <T> Optional<T> optional(@Nullable Optional<T> stored) {
        return stored == null ? Optional.empty() : stored;
    }
}
