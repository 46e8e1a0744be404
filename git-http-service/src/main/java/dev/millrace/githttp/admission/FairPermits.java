package dev.millrace.githttp.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Permits that teams share. A free permit goes to the waiting team that holds the fewest, and among those to the least
 * recently served one, regardless of how many requests a team has waiting. Safe to share between threads.
 */
public final class FairPermits {

    private final int mostPerTeam;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> held = new HashMap<>();

    /** Waiting teams, the least recently served first. */
    private final Map<String, Deque<Waiter>> waiting = new LinkedHashMap<>();

    private int free;

    /**
     * @param permits 1 or more
     * @param mostPerTeam of them at once for one team, 1 or more
     */
    public FairPermits(int permits, int mostPerTeam) {
        if (permits < 1 || mostPerTeam < 1) {
            throw new IllegalArgumentException(
                    "%d permits, %d for a team: both are at least 1".formatted(permits, mostPerTeam));
        }
        this.free = permits;
        this.mostPerTeam = mostPerTeam;
    }

    /** Waits for a permit; false if none is free in time or the thread is interrupted; its interrupt status is kept. */
    public boolean acquire(String team, Duration longest) {
        lock.lock();
        try {
            if (takeNow(team)) {
                return true;
            }
            Waiter waiter = enqueue(team);
            long left = longest.toNanos();
            try {
                while (!waiter.granted && left > 0) {
                    left = waiter.changed.awaitNanos(left);
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            return waiter.granted || !leave(team, waiter);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a permit without a timeout. */
    public void acquire(String team) {
        lock.lock();
        try {
            if (!takeNow(team)) {
                Waiter waiter = enqueue(team);
                while (!waiter.granted) {
                    waiter.changed.awaitUninterruptibly();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Releases a permit. */
    public void release(String team) {
        lock.lock();
        try {
            held.computeIfPresent(team, (key, count) -> count == 1 ? null : count - 1);
            free++;
            grant();
        } finally {
            lock.unlock();
        }
    }

    /** Yields the permit to a waiting team that holds fewer permits. Long work calls this now and then. */
    public void yield(String team) {
        lock.lock();
        try {
            int mine = held.getOrDefault(team, 0);
            boolean isOwed = waiting.keySet().stream()
                    .anyMatch(other -> !other.equals(team) && held.getOrDefault(other, 0) < mine);
            if (!isOwed) {
                return;
            }
        } finally {
            lock.unlock();
        }
        release(team);
        acquire(team);
    }

    /** Held permits. */
    public int held() {
        lock.lock();
        try {
            return held.values().stream().mapToInt(Integer::intValue).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Waiting requests. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.values().stream().mapToInt(Deque::size).sum();
        } finally {
            lock.unlock();
        }
    }

    private boolean takeNow(String team) {
        if (free > 0 && !waiting.containsKey(team) && isBelowLimit(team)) {
            take(team);
            return true;
        }
        return false;
    }

    private void take(String team) {
        free--;
        held.merge(team, 1, Integer::sum);
    }

    private boolean isBelowLimit(String team) {
        return held.getOrDefault(team, 0) < mostPerTeam;
    }

    private Waiter enqueue(String team) {
        Waiter waiter = new Waiter(lock.newCondition());
        waiting.computeIfAbsent(team, key -> new ArrayDeque<>()).add(waiter);
        return waiter;
    }

    /** Whether the waiter was still in its queue. */
    private boolean leave(String team, Waiter waiter) {
        Deque<Waiter> queue = waiting.get(team);
        if (queue == null || !queue.remove(waiter)) {
            return false;
        }
        if (queue.isEmpty()) {
            waiting.remove(team);
        }
        return true;
    }

    private void grant() {
        while (free > 0) {
            String next = null;
            int fewest = Integer.MAX_VALUE;
            for (String team : waiting.keySet()) {
                int count = held.getOrDefault(team, 0);
                if (count < fewest && isBelowLimit(team)) {
                    fewest = count;
                    next = team;
                }
            }
            if (next == null) {
                return;
            }
            Deque<Waiter> queue = waiting.remove(next);
            Waiter waiter = queue == null ? null : queue.poll();
            if (queue != null && !queue.isEmpty()) {
                waiting.put(next, queue); // after the others
            }
            if (waiter != null) {
                take(next);
                waiter.granted = true;
                waiter.changed.signal();
            }
        }
    }

    /** One waiting request. */
    private static final class Waiter {

        private final Condition changed;
        private boolean granted;

        Waiter(Condition changed) {
            this.changed = changed;
        }
    }
}
