package dev.millrace.gateway.dashboard.frame;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the record of a body lacks, since JSON maps an absent field to null. Ids, times, lists and records are what pages cannot do without;
 * a text may be absent, and one that often is has type {@link Optional}.
 */
final class MissingParts {

    private MissingParts() {}

    /** The name of the first one, for example {@code Build.id}; empty if the record is whole. */
    static Optional<String> find(Object value) {
        return switch (value) {
            case Record fields -> ofRecord(fields);
            case Optional<?> field -> field.flatMap(MissingParts::find);
            case Collection<?> items -> ofItems(items);
            case Object[] items -> ofItems(Arrays.asList(items));
            default -> Optional.empty();
        };
    }

    private static Optional<String> ofItems(Collection<?> items) {
        return items.stream()
                .filter(Objects::nonNull)
                .flatMap(item -> find(item).stream())
                .findFirst();
    }

    private static Optional<String> ofRecord(Record fields) {
        for (RecordComponent component : fields.getClass().getRecordComponents()) {
            Object value = value(fields, component.getAccessor());
            if (value == null && isNeeded(component.getType())) {
                return Optional.of("%s.%s".formatted(fields.getClass().getSimpleName(), component.getName()));
            }
            Optional<String> below = value == null ? Optional.empty() : find(value);
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }

    private static boolean isNeeded(Class<?> type) {
        return type == UUID.class
                || type == Instant.class
                || type.isRecord()
                || Collection.class.isAssignableFrom(type);
    }

    private static @Nullable Object value(Record fields, Method accessor) {
        try {
            accessor.setAccessible(true);
            return accessor.invoke(fields);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("accessors of records only return", e);
        }
    }
}
