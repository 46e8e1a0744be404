package dev.millrace.git.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.GitDaemon;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.retention.AuditProblem.Kind;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import dev.millrace.objectstore.CachedObjectStore;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import dev.millrace.objectstore.S3Server;
import dev.millrace.objectstore.StoredObject;
import dev.millrace.testing.TestGit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StorageAuditIT {

    enum Form {
        DIRECTORY,
        BUCKET
    }

    @TempDir
    Path folder;

    private final StorageFixture fixture = StorageFixture.shared();

    @ParameterizedTest
    @EnumSource(Form.class)
    void findsNothingWrongWithWhatGitPushed(Form form) throws IOException {
        try (ObjectStore objects = store(form)) {
            GitStorage storage = fixture.open(fixture.database, objects);
            UUID id = StorageFixture.newRepository(storage);
            try (var daemon = new GitDaemon(storage, receive -> {})) {
                Path clone = folder.resolve("work");
                var work = TestGit.init(clone);
                Files.writeString(clone.resolve("a.txt"), "one\n".repeat(500));
                work.ok("add", ".");
                work.ok("commit", "--quiet", "-m", "one");
                work.ok("push", daemon.address(id), "main");
                // sent as a difference to what is there: the pack on the wire is thin
                Files.writeString(clone.resolve("a.txt"), "one\n".repeat(500) + "two\n");
                work.ok("commit", "--quiet", "-am", "two");
                work.ok("tag", "-a", "-m", "v1", "v1");
                work.ok("push", daemon.address(id), "main", "v1");
            }
            insert(storage, id, "inserted");

            AuditReport report = storage.audit().run(id, true);

            assertThat(report.problems()).isEmpty();
            assertThat(report.isClean()).isTrue();
            assertThat(report.packs()).isEqualTo(3);
            assertThat(report.files()).isEqualTo(6);
            assertThat(report.bytes()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void findsAFileThatIsMissing(Form form) throws IOException {
        try (ObjectStore objects = store(form)) {
            GitStorage storage = fixture.open(fixture.database, objects);
            UUID id = repositoryWithACommit(storage);
            ObjectKey pack = file(objects, id, ".pack");
            objects.delete(pack);

            AuditReport report = storage.audit().run(id, false);

            assertThat(report.isClean()).isFalse();
            assertThat(report.problems())
                    .singleElement()
                    .returns(Kind.MISSING_FILE, AuditProblem::kind)
                    .returns(pack.value(), AuditProblem::subject);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void findsAFileOfAnotherSize(Form form) throws IOException {
        try (ObjectStore objects = store(form)) {
            GitStorage storage = fixture.open(fixture.database, objects);
            UUID id = repositoryWithACommit(storage);
            ObjectKey index = file(objects, id, ".idx");
            byte[] content = content(objects, index);
            replace(objects, index, Arrays.copyOf(content, content.length - 1));

            assertThat(storage.audit().run(id, false).problems())
                    .extracting(AuditProblem::kind)
                    .containsExactly(Kind.WRONG_FILE);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void findsATurnedBit(Form form) throws IOException {
        UUID id;
        try (ObjectStore objects = store(form)) {
            GitStorage storage = fixture.open(fixture.database, objects);
            id = repositoryWithACommit(storage);
            ObjectKey pack = file(objects, id, ".pack");
            byte[] content = content(objects, pack);
            content[content.length - 30] ^= 1;
            replace(objects, pack, content);

            assertThat(storage.audit().run(id, false).isClean()).isTrue();
        }
        // opened anew, so that JGit's cache knows nothing of the previous object database
        try (ObjectStore objects = store(form)) {
            GitStorage storage = fixture.open(fixture.database, objects);

            assertThat(storage.audit().run(id, true).problems())
                    .extracting(AuditProblem::kind)
                    .contains(Kind.WRONG_FILE, Kind.CORRUPT_OBJECT);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void findsAnUnknownFile(Form form) throws IOException {
        try (ObjectStore objects = store(form)) {
            GitStorage storage = fixture.open(fixture.database, objects);
            UUID id = repositoryWithACommit(storage);
            var stray = new ObjectKey(id + "/" + UUID.randomUUID() + ".pack");
            objects.put(stray, Files.writeString(folder.resolve("stray"), "stray"));
            objects.put(new ObjectKey(id + "/lfs/ab/cd"), Files.writeString(folder.resolve("other"), "not ours"));

            assertThat(storage.audit().run(id, true).problems())
                    .singleElement()
                    .returns(Kind.UNKNOWN_FILE, AuditProblem::kind)
                    .returns(stray.value(), AuditProblem::subject);
        }
    }

    @Test
    void letsRetentionDeleteUnknownFiles() throws IOException {
        GitStorage storage = fixture.open();
        UUID id = repositoryWithACommit(storage);
        UUID pack = UUID.randomUUID();
        var stray = new ObjectKey(id + "/" + pack + ".pack");
        var index = new ObjectKey(id + "/" + pack + ".idx");
        fixture.objects.put(stray, Files.writeString(folder.resolve("stray"), "stray"));
        fixture.objects.put(index, Files.writeString(folder.resolve("index"), "index"));

        int discarded = storage.audit().discardUnknown(id);

        assertThat(discarded).isEqualTo(1);
        assertThat(storage.audit().run(id, true).isClean()).isTrue();
        assertThat(storage.audit().discardUnknown(id)).isZero();
        RetentionConfig retention = RetentionConfig.withDefaults();
        storage.retention(retention).run();
        assertThat(fixture.objects.size(stray)).isPresent();
        fixture.clock.advance(retention.uploads().plusSeconds(1));
        storage.retention(retention).run();
        assertThat(fixture.objects.size(stray)).isEmpty();
        assertThat(fixture.objects.size(index)).isEmpty();
        assertThat(storage.audit().run(id, true).isClean()).isTrue();
    }

    @Test
    void takesNoUploadUnderWayForAProblem() throws IOException {
        GitStorage storage = fixture.open();
        UUID id = repositoryWithACommit(storage);
        UUID pack = UUID.randomUUID();
        fixture.database.useTransaction(tx -> tx.handle()
                .createUpdate("""
                        insert into git.upload_intent (pack_id, repository_id, node, started_at)
                        values (:pack, :id, 'test', :at)
                        """)
                .bind("pack", pack)
                .bind("id", id)
                .bind("at", StorageFixture.NOON)
                .execute());
        fixture.objects.put(
                new ObjectKey(id + "/" + pack + ".pack"), Files.writeString(folder.resolve("upload"), "half"));

        AuditReport report = storage.audit().run(id, true);

        assertThat(report.isClean()).isTrue();
        assertThat(report.uploads()).isEqualTo(1);
    }

    @Test
    void findsARefToAnObjectThatIsNotThere() throws IOException {
        GitStorage storage = fixture.open();
        UUID id = repositoryWithACommit(storage);
        insert(storage, id, "second");
        fixture.database.useTransaction(tx -> tx.handle()
                .createUpdate("""
                        update git.pack set retired_at = :at
                        where id = (select id from git.pack where repository_id = :id order by packs_version limit 1)
                        """)
                .bind("at", StorageFixture.NOON)
                .bind("id", id)
                .execute());

        AuditReport report = fixture.open().audit().run(id, true);

        assertThat(report.problems()).extracting(AuditProblem::kind).contains(Kind.MISSING_OBJECT);
        assertThat(report.retiredPacks()).isEqualTo(1);
    }

    @Test
    void knowsOnlyRepositoriesThatAreThere() {
        GitStorage storage = fixture.open();

        assertThatThrownBy(() -> storage.audit().run(UUID.randomUUID(), false)).isInstanceOf(RepositoryMissing.class);
    }

    private ObjectStore store(Form form) throws IOException {
        return switch (form) {
            case DIRECTORY -> fixture.objects;
            case BUCKET ->
                CachedObjectStore.open(
                        S3Server.shared().open(),
                        folder.resolve("cache"),
                        1 << 26,
                        key -> key.value().endsWith(".pack"),
                        new SimpleMeterRegistry());
        };
    }

    private static UUID repositoryWithACommit(GitStorage storage) throws IOException {
        UUID id = StorageFixture.newRepository(storage);
        insert(storage, id, "first");
        return id;
    }

    private static void insert(GitStorage storage, UUID id, String message) throws IOException {
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId commit = StorageFixture.commit(session.repository(), message);
            session.update(List.of(RefEdit.set("refs/heads/" + message, commit)), Optional.empty(), true);
        }
    }

    private static ObjectKey file(ObjectStore objects, UUID id, String extension) throws IOException {
        return objects.list(new ObjectKey(id.toString())).stream()
                .filter(key -> key.value().endsWith(extension))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] content(ObjectStore objects, ObjectKey key) throws IOException {
        try (StoredObject object = objects.open(key)) {
            var buffer = ByteBuffer.allocate(Math.toIntExact(object.size()));
            object.read(0, buffer);
            return buffer.array();
        }
    }

    private void replace(ObjectStore objects, ObjectKey key, byte[] content) throws IOException {
        objects.delete(key);
        objects.put(key, Files.write(folder.resolve("replacement"), content));
    }
}
