package dev.millrace.githttp.admission;

import java.util.HashMap;
import java.util.Map;

/**
 * A part of the heap that teams share, charged for what is really held and not for a size that a client announces. A team
 * gets at most as much as it leaves free: the first gets half, the next a quarter, and so on, so that there is always some left
 * for a team that holds none. Safe to share between threads.
 */
public final class TeamMemory {

    private final long limit;
    private final Map<String, Long> taken = new HashMap<>();
    private long all;

    /** @param limit bytes for all teams together */
    public TeamMemory(long limit) {
        this.limit = limit;
    }

    /** Reserves this many bytes for the team until {@link #release}; false if they are not available. */
    public synchronized boolean reserve(String team, long bytes) {
        if (taken.getOrDefault(team, 0L) + bytes > limit - all - bytes) {
            return false;
        }
        take(team, bytes);
        return true;
    }

    /** As {@link #reserve}, for a team that may hold more than it leaves free, as long as this many bytes remain. */
    synchronized boolean reserveLeaving(long free, String team, long bytes) {
        if (all + bytes > limit - free) {
            return false;
        }
        take(team, bytes);
        return true;
    }

    private void take(String team, long bytes) {
        taken.merge(team, bytes, Long::sum);
        all += bytes;
    }

    /** Releases bytes. */
    public synchronized void release(String team, long bytes) {
        all -= bytes;
        taken.computeIfPresent(team, (key, ofTeam) -> ofTeam <= bytes ? null : ofTeam - bytes);
    }

    /** Reserved bytes. */
    public synchronized long taken() {
        return all;
    }
}
