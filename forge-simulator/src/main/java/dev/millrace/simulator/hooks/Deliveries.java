package dev.millrace.simulator.hooks;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Every delivery with its result, newest first; the oldest are removed when all payloads exceed 48 MiB compressed. */
@ApplicationScoped
public class Deliveries {

    private static final long MOST_BYTES = 48L << 20;

    private final ConcurrentSkipListMap<Long, Delivery> byId = new ConcurrentSkipListMap<>();
    private long bytes;

    synchronized void save(Delivery delivery) {
        Delivery old = byId.put(delivery.id(), delivery);
        bytes += old == null ? delivery.payload().storedSize() : 0;
        while (bytes > MOST_BYTES && byId.size() > 1) {
            Map.Entry<Long, Delivery> oldest = byId.pollFirstEntry();
            bytes -= oldest.getValue().payload().storedSize();
        }
    }

    synchronized void remove(Delivery delivery) {
        if (byId.remove(delivery.id()) != null) {
            bytes -= delivery.payload().storedSize();
        }
    }

    public Optional<Delivery> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All deliveries, including those that wait to be sent. */
    public List<Delivery> list() {
        return List.copyOf(byId.descendingMap().values());
    }

    public synchronized void clear() {
        byId.clear();
        bytes = 0;
    }
}
