package dev.millrace.githttp.admission;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the clones that are currently packed, for the process, for each team and for each repository. */
final class ClonePermits {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

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
            return new ClonePermit.Refused(503, RETRY_AFTER, "the server is stopping; try again soon");
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
            return new ClonePermit.Refused(
                    429,
                    RETRY_AFTER,
                    "%d clones of this repository are being made; try again in %d s"
                            .formatted(limits.repository(), RETRY_AFTER.toSeconds()));
        }
        if (byTeam.getOrDefault(team, 0) >= limits.team()) {
            return new ClonePermit.Refused(
                    429,
                    RETRY_AFTER,
                    "%d clones of this team are being made; try again in %d s"
                            .formatted(limits.team(), RETRY_AFTER.toSeconds()));
        }
        if (taken >= limits.node()) {
            return new ClonePermit.Refused(
                    503,
                    RETRY_AFTER,
                    "%d clones are being made here; try again in %d s"
                            .formatted(limits.node(), RETRY_AFTER.toSeconds()));
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
