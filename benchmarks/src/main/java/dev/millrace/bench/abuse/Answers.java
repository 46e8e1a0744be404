package dev.millrace.bench.abuse;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the responses to hostile requests: how many in all, and which of them with a status of 500 or above. */
final class Answers {

    private final Map<Integer, LongAdder> byStatus = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> serverErrors = new ConcurrentSkipListMap<>();

    /** @param status HTTP status; 0 for none */
    void count(String call, int status) {
        byStatus.computeIfAbsent(status, _ -> new LongAdder()).increment();
        if (status >= 500) {
            serverErrors
                    .computeIfAbsent(status + " " + call, _ -> new LongAdder())
                    .increment();
        }
    }

    /** How many have status 500, which indicates a fault of ours. */
    long faults() {
        LongAdder faults = byStatus.get(500);
        return faults == null ? 0 : faults.sum();
    }

    @Override
    public String toString() {
        return "responses by status (0: none) " + byStatus
                + (serverErrors.isEmpty() ? "" : ", server errors by call " + serverErrors);
    }
}
