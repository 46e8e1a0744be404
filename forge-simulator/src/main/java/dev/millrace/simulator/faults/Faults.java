package dev.millrace.simulator.faults;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The armed faults, oldest first; the first that matches strikes, and is spent when its times are used up. */
@ApplicationScoped
public class Faults {

    /**
     * A fault and what it did so far.
     *
     * @param struck how often it struck
     * @param window in which no call may be made where it could strike; opened by faults that report a limit
     */
    public record Armed(Fault fault, AtomicInteger struck, LimitWindow window) {

        boolean isSpent() {
            return fault.times().map(times -> struck.get() >= times).orElse(false);
        }

        /** Counts a strike unless all are used up, also when two callers race for the last one. */
        private boolean strike() {
            int allowed = fault.times().orElse(Integer.MAX_VALUE);
            return struck.getAndUpdate(before -> Math.min(before + 1, allowed)) < allowed;
        }
    }

    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Armed> armed = new ConcurrentSkipListMap<>();

    public long nextId() {
        return lastId.incrementAndGet();
    }

    public void add(Fault fault) {
        armed.put(fault.id(), new Armed(fault, new AtomicInteger(), new LimitWindow()));
    }

    /** All faults since the last clearing, spent ones too. */
    public List<Armed> list() {
        return List.copyOf(armed.values());
    }

    public boolean remove(long id) {
        return armed.remove(id) != null;
    }

    public void clear() {
        armed.clear();
    }

    /** The fault that strikes a delivery of this event. */
    public Optional<Fault> strikeDelivery(String event) {
        return strike(fault -> fault.kind().isForDeliveries()
                && fault.event().map(event::equals).orElse(true));
    }

    /** The fault that strikes a call. */
    Optional<Fault> strikeCall(String method, String path) {
        return strike(fault -> !fault.kind().isForDeliveries()
                && fault.method().map(method::equalsIgnoreCase).orElse(true)
                && isAt(fault, path));
    }

    /** A call below a path, by any method: it must not have been made where a limit was reported. */
    void called(String path, Instant now) {
        armed.values().stream()
                .filter(limiting -> isAt(limiting.fault(), path))
                .forEach(limiting -> limiting.window().called(now));
    }

    /** A fault has reported a limit. */
    void limited(Fault fault, Instant until) {
        Armed limiting = armed.get(fault.id());
        if (limiting != null) {
            limiting.window().open(until);
        }
    }

    private static boolean isAt(Fault fault, String path) {
        return fault.pathPrefix().map(path::startsWith).orElse(true);
    }

    private Optional<Fault> strike(Predicate<Fault> fits) {
        for (Armed candidate : armed.values()) {
            if (fits.test(candidate.fault())
                    && !candidate.isSpent()
                    && ThreadLocalRandom.current().nextDouble()
                            < candidate.fault().probability()
                    && candidate.strike()) {
                return Optional.of(candidate.fault());
            }
        }
        return Optional.empty();
    }
}
