package dev.millrace.git.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import dev.millrace.objectstore.ForwardingObjectStore;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StorageRetentionIT {

    private final StorageFixture fixture = StorageFixture.shared();
    private final RetentionConfig retention = RetentionConfig.withDefaults();
    private final GitStorage storage = fixture.open();
    private final UUID id = StorageFixture.newRepository(storage);

    @BeforeEach
    void cleanUpAfterOthers() {
        fixture.clock.set(StorageFixture.NOON);
    }

    @AfterEach
    void setClockBack() {
        fixture.clock.set(StorageFixture.NOON);
    }

    @Test
    void deletesRetiredPacksAfterTheirRetention() throws IOException {
        push("first");
        push("second");
        retireAllPacks();

        fixture.clock.advance(Duration.ofHours(23));
        storage.retention(retention).run();
        assertThat(fixture.count("pack", id)).isEqualTo(2);
        assertThat(fixture.storedFiles(id)).hasSize(4);

        fixture.clock.advance(Duration.ofHours(2));
        RetentionOutcome outcome = storage.retention(retention).run();

        assertThat(outcome.packs()).isGreaterThanOrEqualTo(2);
        assertThat(outcome.files()).isGreaterThanOrEqualTo(4);
        assertThat(fixture.count("pack", id)).isZero();
        assertThat(fixture.storedFiles(id)).isEmpty();
    }

    @Test
    void leavesLivePacksAloneHoweverOld() throws IOException {
        ObjectId commit = push("first");
        fixture.clock.advance(Duration.ofDays(3));

        storage.retention(retention).run();

        try (Repository repository = fixture.open().read(id)) {
            assertThat(repository.open(commit).getSize()).isPositive();
        }
    }

    @Test
    void deletesTheFilesOfAnUploadThatWasNeverCommitted() throws IOException {
        var store = new Meddling(fixture.objects);
        store.beforePut(2, () -> {
            throw new IOException("the disk is full");
        });
        assertThatThrownBy(() -> push(fixture.open(fixture.database, store), "lost"))
                .hasMessageContaining("the disk is full");
        assertThat(fixture.storedFiles(id)).hasSize(1);

        fixture.clock.advance(Duration.ofHours(23));
        storage.retention(retention).run();
        assertThat(fixture.storedFiles(id)).hasSize(1);

        fixture.clock.advance(Duration.ofHours(2));
        storage.retention(retention).run();

        assertThat(fixture.storedFiles(id)).isEmpty();
        assertThat(fixture.count("upload_intent", id)).isZero();
    }

    @Test
    void keepsTheFilesOfACommittedPackDespiteAnIntent() throws IOException {
        push("first");
        fixture.database.useTransaction(tx -> tx.handle()
                .createUpdate("""
                        insert into git.upload_intent (pack_id, repository_id, node, started_at)
                        select id, repository_id, 'test', :at from git.pack where repository_id = :id
                        """)
                .bind("at", StorageFixture.NOON)
                .bind("id", id)
                .execute());
        fixture.clock.advance(Duration.ofDays(2));

        storage.retention(retention).run();

        assertThat(fixture.storedFiles(id)).hasSize(2);
        assertThat(fixture.count("upload_intent", id)).isZero();
    }

    @Test
    void makesACommitFailWhoseUploadItTookForAbandoned() throws IOException {
        var store = new Meddling(fixture.objects);
        store.afterPut(2, () -> {
            fixture.clock.advance(Duration.ofHours(25));
            storage.retention(retention).run();
        });

        assertThatThrownBy(() -> push(fixture.open(fixture.database, store), "late"))
                .hasMessageContaining("too long ago");

        assertThat(fixture.count("pack", id)).isZero();
        assertThat(fixture.storedFiles(id)).isEmpty();
        try (Repository repository = storage.read(id)) {
            assertThat(repository.resolve("refs/heads/main")).isNull();
        }
    }

    @Test
    void deletesThePacksOfADeletedRepository() throws IOException {
        push("first");
        storage.catalog().delete(id);
        fixture.clock.advance(Duration.ofHours(25));

        storage.retention(retention).run();

        assertThat(fixture.storedFiles(id)).isEmpty();
        assertThat(fixture.count("pack", id)).isZero();
    }

    @Test
    void sharesTheWorkAmongProcesses() throws Exception {
        int packs = 12;
        for (int i = 0; i < packs; i++) {
            push("commit " + i);
        }
        retireAllPacks();
        fixture.clock.advance(Duration.ofHours(25));
        List<Future<RetentionOutcome>> runs = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(3)) {
            for (int i = 0; i < 3; i++) {
                runs.add(
                        threads.submit(() -> fixture.open().retention(retention).run()));
            }
        }

        int deleted = 0;
        for (Future<RetentionOutcome> run : runs) {
            assertThat(run.get().failures()).isZero();
            deleted += run.get().packs();
        }
        assertThat(deleted).isEqualTo(packs);
        assertThat(fixture.storedFiles(id)).isEmpty();
    }

    @Test
    void goesOnPastWhatCannotBeDeletedAndTriesItAgain() throws IOException {
        push("first");
        push("second");
        retireAllPacks();
        fixture.clock.advance(Duration.ofHours(25));
        var store = new Meddling(fixture.objects);
        store.failDeletes(1);

        RetentionOutcome first =
                fixture.open(fixture.database, store).retention(retention).run();
        assertThat(first.failures()).isEqualTo(1);
        assertThat(fixture.count("pack", id)).isEqualTo(1);

        storage.retention(retention).run();

        assertThat(fixture.count("pack", id)).isZero();
        assertThat(fixture.storedFiles(id)).isEmpty();
    }

    @Test
    void deletesOldRowsAndRefsStayRight() throws IOException {
        GitStorage reader = fixture.open();
        push("first");
        try (Repository repository = reader.read(id)) {
            assertThat(repository.resolve("refs/heads/main")).isNotNull();
        }
        push("second");
        fixture.clock.advance(Duration.ofDays(91));
        ObjectId third = push("third");

        storage.retention(retention).run();

        assertThat(fixture.count("push", id)).isEqualTo(1);
        assertThat(fixture.count("ref_log", id)).isEqualTo(2);
        // it knows the refs from before the moves whose log is deleted
        try (Repository repository = reader.read(id)) {
            assertThat(repository.resolve("refs/heads/main")).isEqualTo(third);
            assertThat(repository.resolve("refs/heads/second")).isNotNull();
        }
    }

    private ObjectId push(String message) throws IOException {
        return push(storage, message);
    }

    /** Moves main, and creates a branch named after the message. */
    private ObjectId push(GitStorage to, String message) throws IOException {
        try (WriteSession session = StorageFixture.write(to, id)) {
            ObjectId commit = StorageFixture.commit(session.repository(), message);
            session.update(
                    List.of(
                            new RefEdit("refs/heads/main", Optional.empty(), Optional.of(commit), true),
                            RefEdit.set("refs/heads/" + message.replace(' ', '-'), commit)),
                    Optional.empty(),
                    true);
            return commit;
        }
    }

    private void retireAllPacks() {
        fixture.database.useTransaction(tx -> tx.handle()
                .createUpdate("update git.pack set retired_at = :at where repository_id = :id")
                .bind("at", fixture.clock.instant())
                .bind("id", id)
                .execute());
    }

    private interface Interference {

        void happen() throws IOException;
    }

    /** Runs something at a certain put, or fails to delete. */
    private static final class Meddling extends ForwardingObjectStore {

        private Interference before = () -> {};
        private Interference after = () -> {};
        private int atBefore;
        private int atAfter;
        private int puts;
        private int failingDeletes;

        Meddling(ObjectStore real) {
            super(real);
        }

        void beforePut(int number, Interference what) {
            atBefore = number;
            before = what;
        }

        void afterPut(int number, Interference what) {
            atAfter = number;
            after = what;
        }

        void failDeletes(int times) {
            failingDeletes = times;
        }

        @Override
        public void put(ObjectKey key, Path file) throws IOException {
            puts++;
            if (puts == atBefore) {
                before.happen();
            }
            super.put(key, file);
            if (puts == atAfter) {
                after.happen();
            }
        }

        @Override
        public boolean delete(ObjectKey key) throws IOException {
            if (failingDeletes-- > 0) {
                throw new IOException("the store is busy");
            }
            return super.delete(key);
        }
    }
}
