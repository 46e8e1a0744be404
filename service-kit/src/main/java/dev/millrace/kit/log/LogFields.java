package dev.millrace.kit.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.MDC;

/**
 * Ids of the work that a thread does: each is a field of every log line, in JSON below {@code mdc}, until this is closed on
 * the same thread. Then the fields have the values again that they had before.
 */
public final class LogFields implements AutoCloseable {

    /** A webhook call, from a forge or to an endpoint. */
    public static final String DELIVERY_ID = "deliveryId";

    /** A repository. */
    public static final String REPOSITORY_ID = "repositoryId";

    /** A build, also in lines about its check run. */
    public static final String BUILD_ID = "buildId";

    /** A sync pass. */
    public static final String SYNC_ID = "syncId";

    /** An event from Kafka. */
    public static final String EVENT_ID = "eventId";

    private final Map<String, Optional<Object>> before = new LinkedHashMap<>();

    private LogFields() {}

    /** Sets a field. The caller closes the result. */
    public static LogFields of(String key, Object value) {
        return new LogFields().and(key, value);
    }

    /** Sets a field for the rest of the request that is being served; the field ends with the request's context. */
    public static void put(String key, Object value) {
        MDC.put(key, value.toString());
    }

    /** Work for another thread, with the fields that the calling thread has now. */
    public static Runnable carry(Runnable work) {
        Map<String, Object> fields = Map.copyOf(MDC.getMap());
        return () -> {
            try (var carried = new LogFields()) {
                fields.forEach(carried::and);
                work.run();
            }
        };
    }

    /** Sets another field. */
    public LogFields and(String key, Object value) {
        before.putIfAbsent(key, Optional.ofNullable(MDC.get(key)));
        MDC.put(key, value.toString());
        return this;
    }

    @Override
    public void close() {
        before.forEach((key, value) -> value.ifPresentOrElse(known -> MDC.put(key, known), () -> MDC.remove(key)));
    }
}
