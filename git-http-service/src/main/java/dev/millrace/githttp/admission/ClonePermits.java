package dev.millrace.githttp.admission;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the clones that are currently packed, for the process, for each team and for each repository. */
final class ClonePermits {

    private final AdmissionLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final Map<String, Integer> byTeam = new HashMap<>();
    private final Map<UUID, Integer> byRepository = new HashMap<>();
    private int taken;

    ClonePermits(AdmissionLimits limits) {
        this.limits = limits;
    }

    /** Waits for a permit, up to the configured timeout. */
    ClonePermit take(String team, UUID repository) {
        long left = limits.timeout().toNanos();
        lock.lock();
        try {
            while (true) {
                ClonePermit now = takeNow(team, repository);
                if (left <= 0 || !(now instanceof ClonePermit.Refused)) {
                    return now;
                }
                left = given.awaitNanos(left);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new ClonePermit.Stopping();
        } finally {
            lock.unlock();
        }
    }

    /** Clones that are currently packed. */
    int taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private ClonePermit takeNow(String team, UUID repository) {
        if (byRepository.getOrDefault(repository, 0) >= limits.repository()) {
            return new ClonePermit.RepositoryAtLimit(limits.repository());
        }
        if (byTeam.getOrDefault(team, 0) >= limits.team()) {
            return new ClonePermit.TeamAtLimit(limits.team());
        }
        if (taken >= limits.node()) {
            return new ClonePermit.InstanceAtLimit(limits.node());
        }
        taken++;
        byTeam.merge(team, 1, Integer::sum);
        byRepository.merge(repository, 1, Integer::sum);
        AtomicBoolean back = new AtomicBoolean();
        return (ClonePermit.Taken) () -> {
            if (back.compareAndSet(false, true)) {
                giveBack(team, repository);
            }
        };
    }

    private void giveBack(String team, UUID repository) {
        lock.lock();
        try {
            taken--;
            byTeam.computeIfPresent(team, (key, count) -> count == 1 ? null : count - 1);
            byRepository.computeIfPresent(repository, (key, count) -> count == 1 ? null : count - 1);
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
