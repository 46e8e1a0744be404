package dev.millrace.git;

import static dev.millrace.git.StorageFixture.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.database.Database;
import dev.millrace.objectstore.ForwardingObjectStore;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits over a database and an object store that fail. */
class FailureIT {

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage healthy = fixture.open();
    private final UUID id = StorageFixture.newRepository(healthy);

    @Test
    void leavesNothingWhenTheTransactionFailsMidway() throws IOException {
        fixture.database.useTransaction(tx ->
                tx.handle().execute("""
                create function git.refuse_%1$s() returns trigger language plpgsql as
                $$ begin
                     if new.key = '%2$s' then raise exception 'outbox is broken'; end if;
                     return new;
                   end $$;
                create trigger refuse_%1$s before insert on git.outbox
                for each row execute function git.refuse_%1$s();
                """.formatted(id.toString().replace('-', '_'), id)));
        try (WriteSession session = StorageFixture.write(healthy, id)) {
            ObjectId commit = commit(session.repository(), "first");

            assertThatThrownBy(() ->
                            session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true))
                    .hasStackTraceContaining("outbox is broken");
        } finally {
            fixture.database.useTransaction(tx -> tx.handle()
                    .execute("drop function git.refuse_%s cascade"
                            .formatted(id.toString().replace('-', '_'))));
        }

        assertNothingWritten();
        assertThat(fixture.count("upload_intent", id)).isEqualTo(1);
        assertThat(fixture.storedFiles(id)).hasSize(2);
    }

    @Test
    void leavesNothingWhenTheUploadFails() throws IOException {
        GitStorage storage = fixture.open(fixture.database, new FullStore(fixture.objects));
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId commit = commit(session.repository(), "first");

            assertThatThrownBy(() ->
                            session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true))
                    .hasMessageContaining("the disk is full");
        }

        assertNothingWritten();
        assertThat(fixture.scratchFiles()).isEmpty();
    }

    @Test
    void findsOutThatACommitSucceededWhoseAnswerWasLost() throws IOException {
        var database = new UnreliableDatabase(fixture.dataSource);
        GitStorage storage = fixture.open(new Database(database.dataSource()), fixture.objects);
        ObjectId commit;
        UpdateOutcome outcome;
        try (WriteSession session = StorageFixture.write(storage, id)) {
            commit = commit(session.repository(), "first");
            database.loseAnswerAfterCommitOf("git.push");
            outcome = session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true);
        }

        assertThat(database.failures()).isEqualTo(1);
        assertThat(outcome).isInstanceOf(UpdateOutcome.Committed.class);
        assertThat(fixture.count("push", id)).isEqualTo(1);
        assertThat(fixture.count("ref_log", id)).isEqualTo(1);
        try (Repository repository = healthy.read(id)) {
            assertThat(repository.resolve("refs/heads/main")).isEqualTo(commit);
            assertThat(repository.open(commit)).isNotNull();
        }
    }

    @Test
    void runsACommitAgainThatFailedWhenItsAnswerWasLost() throws IOException {
        var database = new UnreliableDatabase(fixture.dataSource);
        GitStorage storage = fixture.open(new Database(database.dataSource()), fixture.objects);
        ObjectId commit;
        UpdateOutcome outcome;
        try (WriteSession session = StorageFixture.write(storage, id)) {
            commit = commit(session.repository(), "first");
            database.breakBeforeCommitOf("git.push", "08006");
            outcome = session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true);
        }

        assertThat(database.failures()).isEqualTo(1);
        assertThat(outcome).isInstanceOf(UpdateOutcome.Committed.class);
        assertThat(fixture.count("push", id)).isEqualTo(1);
        assertThat(fixture.count("pack", id)).isEqualTo(1);
        try (Repository repository = healthy.read(id)) {
            assertThat(repository.resolve("refs/heads/main")).isEqualTo(commit);
        }
    }

    @Test
    void runsACommitAgainThatGaveWayToAnother() throws IOException {
        var database = new UnreliableDatabase(fixture.dataSource);
        GitStorage storage = fixture.open(new Database(database.dataSource()), fixture.objects);
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId commit = commit(session.repository(), "first");
            database.failStatementsWith("insert into git.push", "40P01", 3);

            UpdateOutcome outcome =
                    session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true);

            assertThat(database.failures()).isEqualTo(3);
            assertThat(outcome).isInstanceOf(UpdateOutcome.Committed.class);
        }
        assertThat(fixture.count("ref_log", id)).isEqualTo(1);
    }

    @Test
    void doesNotRepeatAStatementThatFailsForAnotherReason() throws IOException {
        var database = new UnreliableDatabase(fixture.dataSource);
        GitStorage storage = fixture.open(new Database(database.dataSource()), fixture.objects);
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId commit = commit(session.repository(), "first");
            database.failStatementsWith("insert into git.push", "53100", 100);

            assertThatThrownBy(() ->
                            session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true))
                    .hasStackTraceContaining("53100");

            assertThat(database.failures()).isEqualTo(1);
        }
        assertNothingWritten();
    }

    @Test
    void letsTheSessionGoOnAfterAFailure() throws IOException {
        var database = new UnreliableDatabase(fixture.dataSource);
        GitStorage storage = fixture.open(new Database(database.dataSource()), fixture.objects);
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId commit = commit(session.repository(), "first");
            database.failStatementsWith("insert into git.push", "53100", 1);
            assertThatThrownBy(() ->
                            session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true))
                    .isInstanceOf(RuntimeException.class);

            UpdateOutcome outcome =
                    session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true);

            assertThat(outcome).isInstanceOf(UpdateOutcome.Committed.class);
        }
        try (Repository repository = healthy.read(id)) {
            assertThat(repository.resolve("HEAD^{tree}")).isNotNull();
        }
    }

    private void assertNothingWritten() throws IOException {
        for (String table : List.of("pack", "push", "ref_log")) {
            assertThat(fixture.count(table, id)).as(table).isZero();
        }
        assertThat(fixture.events(id)).isEmpty();
        StoredRepository stored = healthy.catalog().find(id).orElseThrow();
        assertThat(stored.refsVersion()).isZero();
        assertThat(stored.packsVersion()).isZero();
        try (Repository repository = healthy.read(id)) {
            assertThat(repository.getRefDatabase().getRefs()).isEmpty();
        }
    }

    /** Passes everything on, except for what it was set to fail. */
    private static final class UnreliableDatabase {

        private final DataSource real;
        private final AtomicInteger failures = new AtomicInteger();
        private String trigger = "";
        private String state = "08006";
        private boolean afterCommit;
        private boolean atCommit;
        private int left;

        UnreliableDatabase(DataSource real) {
            this.real = real;
        }

        /** The commit succeeds, and then the connection breaks. */
        void loseAnswerAfterCommitOf(String table) {
            arm("insert into " + table, "08006", 1);
            atCommit = true;
            afterCommit = true;
        }

        /** The connection breaks before the commit. */
        void breakBeforeCommitOf(String table, String sqlState) {
            arm("insert into " + table, sqlState, 1);
            atCommit = true;
            afterCommit = false;
        }

        void failStatementsWith(String statement, String sqlState, int times) {
            arm(statement, sqlState, times);
            atCommit = false;
        }

        int failures() {
            return failures.get();
        }

        private void arm(String statement, String sqlState, int times) {
            trigger = statement;
            state = sqlState;
            left = times;
        }

        DataSource dataSource() {
            return (DataSource) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                        Object result = call(real, method, arguments);
                        return result instanceof Connection connection ? unreliable(connection) : result;
                    });
        }

        private Connection unreliable(Connection connection) {
            var seen = new boolean[1];
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")
                                && !trigger.isEmpty()
                                && arguments[0].toString().contains(trigger)) {
                            seen[0] = true;
                            if (!atCommit && left > 0) {
                                throw failure();
                            }
                        }
                        if (method.getName().equals("commit") && seen[0] && atCommit && left > 0) {
                            if (afterCommit) {
                                call(connection, method, arguments);
                            } else {
                                connection.rollback();
                            }
                            throw failure();
                        }
                        return call(connection, method, arguments);
                    });
        }

        private SQLException failure() {
            left--;
            failures.incrementAndGet();
            return new SQLException("injected " + state, state);
        }

        private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments)
                throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    @Test
    void statesWhyPacksCannotBeWrittenOrRead(@TempDir Path folder) throws IOException {
        Path scratch = folder.resolve("scratch");
        try (GitStorage writable = storage(fixture.objects, scratch);
                GitStorage withoutStore = storage(new AbsentStore(fixture.objects), scratch)) {
            assertThat(writable.problem()).isEmpty();
            assertThat(withoutStore.problem().orElseThrow())
                    .startsWith("the store of packs does not respond: ")
                    .contains("connection refused");

            Files.delete(scratch);

            assertThat(writable.problem().orElseThrow()).startsWith(scratch + " cannot be written to: ");
        }
    }

    private GitStorage storage(ObjectStore objects, Path scratch) {
        return GitStorage.open(
                fixture.database, objects, fixture.outbox, fixture.clock, GitStorageConfig.withDefaults(scratch));
    }

    private static final class AbsentStore extends ForwardingObjectStore {

        AbsentStore(ObjectStore store) {
            super(store);
        }

        @Override
        public OptionalLong size(ObjectKey key) throws IOException {
            throw new IOException("connection refused");
        }
    }

    private static final class FullStore extends ForwardingObjectStore {

        FullStore(ObjectStore store) {
            super(store);
        }

        @Override
        public void put(ObjectKey key, Path file) throws IOException {
            throw new IOException("the disk is full");
        }
    }
}
