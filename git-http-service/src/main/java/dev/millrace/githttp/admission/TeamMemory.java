package dev.millrace.githttp.admission;

import java.util.HashMap;
import java.util.Map;

/**
 * A part of the heap that teams share, charged for what is really held and not for a size that a client announces. One team
 * gets half of it, so that it cannot keep the others from working. Safe to share between threads.
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
    public boolean reserve(String team, long bytes) {
        return reserve(team, bytes, limit / 2);
    }

    /** As {@link #reserve(String, long)}, for a team that may hold another number of bytes than half of all. */
    synchronized boolean reserve(String team, long bytes, long most) {
        long ofTeam = taken.getOrDefault(team, 0L) + bytes;
        if (all + bytes > limit || ofTeam > most) {
            return false;
        }
        taken.put(team, ofTeam);
        all += bytes;
        return true;
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
