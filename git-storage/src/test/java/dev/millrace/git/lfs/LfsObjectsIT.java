package dev.millrace.git.lfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.objectstore.ForwardingObjectStore;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import dev.millrace.objectstore.StoredObject;
import dev.millrace.testing.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LfsObjectsIT {

    private static final Duration DAY = Duration.ofDays(1);
    private static final byte[] CONTENT = "a large file".getBytes(StandardCharsets.UTF_8);

    private final StorageFixture fixture = StorageFixture.shared();
    private final SettableClock clock = new SettableClock(fixture.clock.instant());
    private GitStorage storage;
    private LfsObjects objects;
    private UUID repository;

    @BeforeEach
    void open() {
        storage = fixture.open();
        objects = objectsOn(fixture.objects);
        repository = StorageFixture.newRepository(storage);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void givesBackWhatItTookIn() throws Exception {
        LfsObject announced = announce(CONTENT);

        ReceiveOutcome outcome = receive(objects, announced, CONTENT);

        assertThat(outcome).isEqualTo(new ReceiveOutcome.Stored());
        assertThat(read(repository, announced.oid())).isEqualTo(CONTENT);
        assertThat(objects.find(repository, List.of(announced.oid()))).containsEntry(announced.oid(), 12L);
        assertThat(objects.total(repository)).isEqualTo(12);
        assertThat(traces()).isEqualTo(new Traces(1, 1, 0, 0));
    }

    @Test
    void keepsAnEmptyObject() throws Exception {
        LfsObject announced = announce(new byte[0]);

        assertThat(receive(objects, announced, new byte[0])).isEqualTo(new ReceiveOutcome.Stored());

        assertThat(read(repository, announced.oid())).isEmpty();
    }

    @Test
    void leavesNothingOfAWrongUpload() throws Exception {
        LfsObject announced = announce(CONTENT);
        byte[] changed = "b large file".getBytes(StandardCharsets.UTF_8);
        byte[] longer = "a large file, longer".getBytes(StandardCharsets.UTF_8);

        assertThat(receive(objects, announced, changed))
                .isEqualTo(new ReceiveOutcome.WrongContent(announce(changed).oid()));
        assertThat(receive(objects, announced, new byte[3])).isEqualTo(new ReceiveOutcome.WrongSize(3));
        assertThat(receive(objects, announced, longer)).isEqualTo(new ReceiveOutcome.WrongSize(13));
        assertThatThrownBy(() -> objects.receive(repository, announced, new Broken(), "ada"))
                .isInstanceOf(IOException.class);

        assertThat(objects.open(repository, announced.oid())).isEmpty();
        assertThat(traces()).isEqualTo(new Traces(0, 0, 0, 0));
    }

    @Test
    void storesAnObjectOnceInARepository() throws Exception {
        LfsObject announced = announce(CONTENT);
        receive(objects, announced, CONTENT);

        assertThat(receive(objects, announced, CONTENT)).isEqualTo(new ReceiveOutcome.AlreadyThere());

        assertThat(traces()).isEqualTo(new Traces(1, 1, 0, 0));
    }

    @Test
    void takesTheSameObjectFromManyAtOnce() throws Exception {
        byte[] large = new byte[300_000];
        LfsObject announced = announce(large);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<ReceiveOutcome>> uploads = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                uploads.add(threads.submit(() -> {
                    start.await();
                    return receive(objects, announced, large);
                }));
            }
            start.countDown();
        }

        assertThat(uploads)
                .extracting(Future::resultNow)
                .hasSize(6)
                .containsOnly(new ReceiveOutcome.Stored(), new ReceiveOutcome.AlreadyThere())
                .containsOnlyOnce(new ReceiveOutcome.Stored());
        assertThat(read(repository, announced.oid())).isEqualTo(large);
        assertThat(traces()).isEqualTo(new Traces(1, 1, 0, 0));
    }

    @Test
    void keepsRepositoriesApart() throws Exception {
        UUID other = StorageFixture.newRepository(storage);
        LfsObject announced = announce(CONTENT);
        receive(objects, announced, CONTENT);

        assertThat(objects.find(other, List.of(announced.oid()))).isEmpty();
        assertThat(objects.open(other, announced.oid())).isEmpty();
    }

    @Test
    void findsTheFileOfAProcessThatDiedBeforeItsRow() throws Exception {
        LfsObject announced = announce(CONTENT);
        LfsObjects dying = objectsOn(new DiesAfterPut(fixture.objects));
        assertThatThrownBy(() -> receive(dying, announced, CONTENT)).hasMessage("power cut");
        assertThat(objects.open(repository, announced.oid())).isEmpty();
        assertThat(traces()).isEqualTo(new Traces(0, 1, 1, 0));

        receive(objects, announced, CONTENT);
        assertThat(objects.collectGarbage(DAY, DAY).abandonedUploads()).isZero();
        clock.advance(DAY.plusSeconds(1));
        LfsGarbage garbage = objects.collectGarbage(DAY, DAY);

        assertThat(garbage.abandonedUploads()).isEqualTo(1);
        assertThat(read(repository, announced.oid())).isEqualTo(CONTENT);
        assertThat(traces()).isEqualTo(new Traces(1, 1, 0, 0));
    }

    @Test
    void failsAnUploadThatGarbageCollectionRemovesWhileItRuns() throws Exception {
        LfsObject announced = announce(CONTENT);
        LfsObjects slow = objectsOn(new Slow(fixture.objects, () -> {
            clock.advance(DAY.plusSeconds(1));
            assertThat(objects.collectGarbage(DAY, DAY).abandonedUploads()).isEqualTo(1);
        }));

        assertThatThrownBy(() -> receive(slow, announced, CONTENT))
                .hasMessageContaining("removed by garbage collection");

        assertThat(objects.open(repository, announced.oid())).isEmpty();
        assertThat(traces()).isEqualTo(new Traces(0, 0, 0, 0));
    }

    @Test
    void forgetsTheObjectsOfADeletedRepositoryInTheEnd() throws Exception {
        UUID kept = StorageFixture.newRepository(storage);
        LfsObject announced = announce(CONTENT);
        receive(objects, announced, CONTENT);
        objects.receive(kept, announced, new ByteArrayInputStream(CONTENT), "ada");
        storage.lfsLocks().lock(repository, "a.bin", "ada");
        storage.lfsLocks().lock(kept, "a.bin", "ada");
        storage.catalog().delete(repository);

        assertThat(objects.collectGarbage(DAY, DAY).objectsOfDeletedRepositories())
                .isZero();
        assertThat(traces()).isEqualTo(new Traces(1, 1, 0, 0));
        clock.advance(DAY.plusSeconds(1));
        assertThat(objects.collectGarbage(DAY, DAY).objectsOfDeletedRepositories())
                .isEqualTo(1);

        assertThat(traces()).isEqualTo(new Traces(0, 0, 0, 0));
        assertThat(read(kept, announced.oid())).isEqualTo(CONTENT);
        assertThat(fixture.count("lfs_lock", repository)).isZero();
        assertThat(fixture.count("lfs_lock", kept)).isEqualTo(1);
    }

    private ReceiveOutcome receive(LfsObjects into, LfsObject announced, byte[] content) throws IOException {
        return into.receive(repository, announced, new ByteArrayInputStream(content), "ada");
    }

    private LfsObjects objectsOn(ObjectStore store) {
        return new LfsObjects(fixture.database, store, clock, fixture.directory.resolve("scratch"), "test");
    }

    private byte[] read(UUID from, LfsOid oid) throws IOException {
        try (StoredObject object = objects.open(from, oid).orElseThrow()) {
            ByteBuffer bytes = ByteBuffer.allocate((int) object.size());
            object.read(0, bytes);
            return bytes.array();
        }
    }

    private Traces traces() throws IOException {
        long scratch;
        try (var files = Files.list(fixture.directory.resolve("scratch"))) {
            scratch = files.filter(file -> file.getFileName().toString().startsWith("lfs-"))
                    .count();
        }
        return new Traces(
                fixture.count("lfs_object", repository),
                fixture.objects.list(new ObjectKey("lfs/" + repository)).size(),
                fixture.count("lfs_upload", repository),
                scratch);
    }

    /** What exists of a repository: rows, stored files, upload intents; and files in scratch. */
    private record Traces(long rows, long files, long intents, long scratch) {}

    private static LfsObject announce(byte[] content) throws Exception {
        return new LfsObject(LfsOid.of(MessageDigest.getInstance("SHA-256").digest(content)), content.length);
    }

    private static final class Broken extends InputStream {

        private int left = 5;

        @Override
        public int read() throws IOException {
            if (left == 0) {
                throw new IOException("connection reset");
            }
            left--;
            return 'a';
        }
    }

    private static class DiesAfterPut extends ForwardingObjectStore {

        DiesAfterPut(ObjectStore store) {
            super(store);
        }

        @Override
        public void put(ObjectKey key, Path file) throws IOException {
            super.put(key, file);
            after();
        }

        void after() throws IOException {
            throw new IOException("power cut");
        }
    }

    private static final class Slow extends DiesAfterPut {

        private final Meanwhile meanwhile;

        Slow(ObjectStore store, Meanwhile meanwhile) {
            super(store);
            this.meanwhile = meanwhile;
        }

        @Override
        void after() throws IOException {
            meanwhile.happens();
        }
    }

    private interface Meanwhile {
        void happens() throws IOException;
    }
}
