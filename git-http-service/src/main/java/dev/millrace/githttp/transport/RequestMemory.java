package dev.millrace.githttp.transport;

import java.util.HashMap;
import java.util.Map;

/**
 * The heap that all requests of fetches take together, charged as their bytes arrive and not by their announced length. One
 * team gets half of it, so that it cannot keep the others from sending large requests. Safe to share between threads.
 */
final class RequestMemory {

    private final long limit;
    private final Map<String, Long> taken = new HashMap<>();
    private long all;

    /** @param limit bytes for all requests together */
    RequestMemory(long limit) {
        this.limit = limit;
    }

    /** Reserves this many bytes for the team until {@link #release}; false if they are not available. */
    synchronized boolean reserve(String team, long bytes) {
        long ofTeam = taken.getOrDefault(team, 0L) + bytes;
        if (all + bytes > limit || ofTeam > limit / 2) {
            return false;
        }
        taken.put(team, ofTeam);
        all += bytes;
        return true;
    }

    /** Releases bytes. */
    synchronized void release(String team, long bytes) {
        all -= bytes;
        taken.computeIfPresent(team, (key, ofTeam) -> ofTeam <= bytes ? null : ofTeam - bytes);
    }

    /** Reserved bytes. */
    synchronized long taken() {
        return all;
    }
}
