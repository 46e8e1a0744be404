package dev.millrace.webhook.cdevents;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The fields of a JSON object, in the order in which they were added. What is absent is left out. */
final class Fields {

    private final Map<String, Object> all = new LinkedHashMap<>();

    private Fields() {}

    static Fields of(String name, Object value) {
        return new Fields().with(name, value);
    }

    static Fields of(String name, Optional<?> value) {
        return new Fields().with(name, value);
    }

    Fields with(String name, Object value) {
        all.put(name, value);
        return this;
    }

    Fields with(String name, Optional<?> value) {
        value.ifPresent(present -> all.put(name, present));
        return this;
    }

    Map<String, Object> map() {
        return Collections.unmodifiableMap(all);
    }
}
