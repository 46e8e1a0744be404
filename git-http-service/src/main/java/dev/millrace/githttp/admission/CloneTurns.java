package dev.millrace.githttp.admission;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the clones that are currently packed, for the process, for each team and for each repository. */
final class CloneTurns {

    private static final Duration COME_BACK = Duration.ofSeconds(5);

    private final AdmissionLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final Map<String, Integer> byTeam = new HashMap<>();
    private final Map<UUID, Integer> byRepository = new HashMap<>();
    private int taken;

    CloneTurns(AdmissionLimits limits) {
        this.limits = limits;
    }

    /** Waits for a permit, up to the configured timeout. */
    Turn take(String team, UUID repository) {
        long left = limits.patience().toNanos();
        lock.lock();
        try {
            while (true) {
                Turn now = takeNow(team, repository);
                if (left <= 0 || !(now instanceof Turn.Refused)) {
                    return now;
                }
                left = given.awaitNanos(left);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Turn.Refused(503, COME_BACK, "the server is stopping; try again soon");
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

    private Turn takeNow(String team, UUID repository) {
        if (byRepository.getOrDefault(repository, 0) >= limits.repository()) {
            return new Turn.Refused(
                    429,
                    COME_BACK,
                    "%d clones of this repository are being made; try again in %d s"
                            .formatted(limits.repository(), COME_BACK.toSeconds()));
        }
        if (byTeam.getOrDefault(team, 0) >= limits.team()) {
            return new Turn.Refused(
                    429,
                    COME_BACK,
                    "%d clones of this team are being made; try again in %d s"
                            .formatted(limits.team(), COME_BACK.toSeconds()));
        }
        if (taken >= limits.node()) {
            return new Turn.Refused(
                    503,
                    COME_BACK,
                    "%d clones are being made here; try again in %d s".formatted(limits.node(), COME_BACK.toSeconds()));
        }
        taken++;
        byTeam.merge(team, 1, Integer::sum);
        byRepository.merge(repository, 1, Integer::sum);
        AtomicBoolean back = new AtomicBoolean();
        return (Turn.Taken) () -> {
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
