package dev.millrace.git.lfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LfsLocksIT {

    private final StorageFixture fixture = StorageFixture.shared();
    private GitStorage storage;
    private LfsLocks locks;
    private UUID repository;

    @BeforeEach
    void open() {
        storage = fixture.open();
        locks = storage.lfsLocks();
        repository = StorageFixture.newRepository(storage);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void locksAPathOnceForAllCallers() {
        LfsLock first = locked("a.bin", "ada");

        assertThat(locks.lock(repository, "a.bin", "bob")).isEqualTo(new LockOutcome.AlreadyLocked(first));
        assertThat(locks.lock(repository, "a.bin", "ada")).isEqualTo(new LockOutcome.AlreadyLocked(first));
        assertThat(locks.lock(StorageFixture.newRepository(storage), "a.bin", "bob"))
                .isInstanceOf(LockOutcome.Locked.class);
    }

    @Test
    void givesALockToOneOfManyAtOnce() {
        List<Future<LockOutcome>> asked;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            asked = IntStream.range(0, 6)
                    .mapToObj(i -> threads.submit(() -> locks.lock(repository, "a.bin", "user " + i)))
                    .toList();
        }

        assertThat(asked)
                .extracting(Future::resultNow)
                .filteredOn(LockOutcome.Locked.class::isInstance)
                .hasSize(1);
    }

    @Test
    void unlocksForItsOwnerOrByForce() {
        LfsLock adas = locked("a.bin", "ada");
        LfsLock others = locked("b.bin", "ada");

        assertThat(locks.unlock(repository, adas.id(), "bob", false)).isEqualTo(new UnlockOutcome.NotYours(adas));
        assertThat(locks.unlock(StorageFixture.newRepository(storage), adas.id(), "ada", true))
                .isEqualTo(new UnlockOutcome.NoSuchLock());
        assertThat(locks.unlock(repository, adas.id(), "ada", false)).isEqualTo(new UnlockOutcome.Unlocked(adas));
        assertThat(locks.unlock(repository, others.id(), "bob", true)).isEqualTo(new UnlockOutcome.Unlocked(others));
        assertThat(locks.unlock(repository, others.id(), "ada", false)).isEqualTo(new UnlockOutcome.NoSuchLock());
        assertThat(list(LockFilter.all(), Optional.empty(), 10)).isEmpty();
    }

    @Test
    void listsPageByPageAndByFilter() {
        LfsLock b = locked("b.bin", "ada");
        LfsLock a = locked("a.bin", "bob");
        LfsLock upper = locked("Z.bin", "ada");

        assertThat(list(LockFilter.all(), Optional.empty(), 2)).containsExactly(upper, a);
        assertThat(list(LockFilter.all(), Optional.of("a.bin"), 2)).containsExactly(b);
        assertThat(list(new LockFilter(Optional.of("a.bin"), Optional.empty()), Optional.empty(), 2))
                .containsExactly(a);
        assertThat(list(new LockFilter(Optional.empty(), Optional.of(b.id())), Optional.empty(), 2))
                .containsExactly(b);
        assertThat(list(new LockFilter(Optional.of("a.bin"), Optional.of(b.id())), Optional.empty(), 2))
                .isEmpty();
    }

    private List<LfsLock> list(LockFilter filter, Optional<String> after, int limit) {
        return locks.list(repository, filter, after, limit);
    }

    private LfsLock locked(String path, String owner) {
        return switch (locks.lock(repository, path, owner)) {
            case LockOutcome.Locked(LfsLock lock) -> lock;
            case LockOutcome.AlreadyLocked(LfsLock lock) -> throw new IllegalStateException("taken: " + lock);
        };
    }
}
