package dev.millrace.git;

import static dev.millrace.git.StorageFixture.commit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.CommitsReached;
import dev.millrace.git.check.HistoryMemory;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.database.Database;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;

/** The walk to the new commits, in the transaction that moves refs. */
class CommitWalkIT {

    private static final int COMMITS = 100;

    private final StorageFixture fixture = StorageFixture.shared();
    private final AtomicInteger signs = new AtomicInteger();
    private final GitStorage storage = GitStorage.open(
            new Database(counting(fixture.dataSource)),
            fixture.objects,
            fixture.outbox,
            new SlowMachine(),
            GitStorageConfig.withDefaults(fixture.directory.resolve("scratch")));

    /** {@code idle_in_transaction_session_timeout} is 10 s, and a walk sends no statements of its own. */
    @Test
    void showsTheDatabaseThatItIsAliveWhileItWalks() throws IOException { // #9.30
        UUID id = StorageFixture.newRepository(storage);
        ObjectId tip = push(id, null, COMMITS);
        int first = signs.getAndSet(0);

        push(id, tip, 1);

        assertThat(first).isGreaterThanOrEqualTo(COMMITS);
        assertThat(signs).hasPositiveValue();
    }

    /** The refs move all the same: what an upstream has accepted must be carried out. */
    @Test
    void reportsOnlyAsManyCommitsAsThereIsMemoryFor() throws IOException { // #9.5
        GitStorage small = withMemoryFor(COMMITS / 2);
        UUID id = StorageFixture.newRepository(small);

        ObjectId tip = push(small, id, null, COMMITS);

        try (Repository repository = small.read(id)) {
            assertThat(repository.resolve("refs/heads/main")).isEqualTo(tip);
        }
        assertThat(reachedCommits(id)).isBetween(COMMITS / 4, COMMITS * 3 / 4);
    }

    /** What a push or sync brings is carried out; only the comparison of two histories needs this memory. */
    @Test
    void movesRefsWhateverMemoryThereIs() throws IOException { // #9.5
        GitStorage none = withMemoryFor(0);
        UUID id = StorageFixture.newRepository(none);
        ObjectId main = push(none, id, null, COMMITS);

        try (WriteSession session = StorageFixture.write(none, id)) {
            ObjectId tag = StorageFixture.tag(session.repository(), "v1", main);
            UpdateOutcome outcome = session.update(
                    List.of(RefEdit.set("refs/tags/v1", tag), RefEdit.set("refs/heads/other", main)),
                    Optional.empty(),
                    true);
            assertThat(outcome).isInstanceOf(UpdateOutcome.Committed.class);
        }

        try (Repository repository = none.read(id)) {
            assertThat(repository.exactRef("refs/tags/v1").getPeeledObjectId()).isEqualTo(main);
            assertThat(repository.resolve("refs/heads/other")).isEqualTo(main);
        }
    }

    private GitStorage withMemoryFor(int commits) {
        GitStorageConfig usual = GitStorageConfig.withDefaults(fixture.directory.resolve("scratch"));
        return GitStorage.open(
                fixture.database,
                fixture.objects,
                fixture.outbox,
                fixture.clock,
                new GitStorageConfig(
                        usual.scratch(),
                        usual.blockCacheHeapShare(),
                        usual.instanceHeapShare(),
                        usual.packs(),
                        new HistoryMemory(0, commits * 144L),
                        usual.node()));
    }

    private int reachedCommits(UUID id) {
        return fixture.events(id, CommitsReached.class).stream()
                .mapToInt(event -> event.commits().size())
                .sum();
    }

    private ObjectId push(UUID id, ObjectId parent, int commits) throws IOException {
        return push(storage, id, parent, commits);
    }

    private static ObjectId push(GitStorage storage, UUID id, ObjectId parent, int commits) throws IOException {
        ObjectId tip = parent;
        try (WriteSession session = StorageFixture.write(storage, id)) {
            try (ObjectInserter inserter = session.repository().newObjectInserter()) {
                for (int i = 0; i < commits; i++) {
                    tip = tip == null ? commit(inserter, "first") : commit(inserter, "commit " + i, tip);
                }
                inserter.flush();
            }
            assertThat(session.update(List.of(RefEdit.set("refs/heads/main", tip)), Optional.empty(), true))
                    .isInstanceOf(UpdateOutcome.Committed.class);
        }
        return tip;
    }

    private DataSource counting(DataSource real) {
        return proxy(
                DataSource.class,
                real,
                result -> result instanceof Connection connection
                        ? proxy(Connection.class, connection, statement -> statement)
                        : result);
    }

    private <T> T proxy(Class<T> type, T real, java.util.function.UnaryOperator<Object> results) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement") && arguments[0].equals("select 1")) {
                        signs.incrementAndGet();
                    }
                    return results.apply(call(real, method, arguments));
                }));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Everything here takes seconds. */
    private static final class SlowMachine extends Clock {

        private final AtomicReference<Instant> now = new AtomicReference<>(StorageFixture.NOON);

        @Override
        public Instant instant() {
            return now.updateAndGet(before -> before.plus(Duration.ofSeconds(2)));
        }

        @Override
        public ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
