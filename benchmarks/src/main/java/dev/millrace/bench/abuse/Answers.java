package dev.millrace.bench.abuse;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How hostile requests were answered: how many in all, and which of them with 500, the status of a fault of ours. */
final class Answers {

    private final Map<Integer, LongAdder> byStatus = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> faults = new ConcurrentSkipListMap<>();

    /** @param status HTTP status; 0 for none */
    void count(String call, int status) {
        byStatus.computeIfAbsent(status, _ -> new LongAdder()).increment();
        if (status == 500) {
            faults.computeIfAbsent(call, _ -> new LongAdder()).increment();
        }
    }

    long faults() {
        return faults.values().stream().mapToLong(LongAdder::sum).sum();
    }

    @Override
    public String toString() {
        return "responses by status (0: none) " + byStatus + (faults.isEmpty() ? "" : ", 500 from " + faults);
    }
}
