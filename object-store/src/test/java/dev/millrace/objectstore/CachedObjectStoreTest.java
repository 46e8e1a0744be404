package dev.millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.objectstore.FaultyTransport.Fault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;

class CachedObjectStoreTest extends ObjectStoreContract {

    private static final int MIB = 1 << 20;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FaultyTransport transport = new FaultyTransport(Duration.ofMillis(2));
    private final List<ObjectStore> opened = new ArrayList<>();
    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        store = open(64 * MIB);
    }

    @AfterEach
    void close() {
        opened.forEach(ObjectStore::close);
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Test
    void isWarmAfterAnUpload() throws IOException {
        byte[] content = random(3 * MIB);
        store.put(key, file(content));
        int before = transport.requests();

        assertThat(read(store, key)).isEqualTo(content);

        assertThat(transport.requests()).isEqualTo(before);
        assertThat(requests("hit")).isEqualTo(1);
    }

    @Test
    void fetchesOnceWhatManyWant() throws Exception {
        byte[] content = random(3 * MIB);
        putElsewhere(content);
        int before = transport.requests();
        int readers = 16;
        var start = new CountDownLatch(readers);
        List<Future<byte[]>> results = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(readers)) {
            for (int i = 0; i < readers; i++) {
                results.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    try (StoredObject object = store.open(key, content.length)) {
                        return all(object);
                    }
                }));
            }
        }

        for (Future<byte[]> result : results) {
            assertThat(result.get()).isEqualTo(content);
        }
        assertThat(transport.requests() - before).isEqualTo(1);
    }

    @Test
    void fetchesALargeIndexWholeAndChecksIt() throws IOException {
        byte[] content = random(11 * MIB);
        putElsewhere(content);

        try (StoredObject object = store.open(key, content.length)) {
            assertThat(all(object)).isEqualTo(content);
        }

        assertThat(meters.get("millrace.git.cache.bytes").gauge().value()).isEqualTo(content.length);
    }

    @Test
    void fetchesOnlyWhatIsReadOfALargePack() throws IOException {
        byte[] content = random(40 * MIB);
        ObjectKey pack = pack();
        putElsewhere(pack, content);
        int before = transport.requests();

        try (StoredObject object = store.open(pack, content.length)) {
            var buffer = ByteBuffer.allocate(1_000);
            object.read(30 * MIB, buffer);
            assertThat(buffer.array()).isEqualTo(Arrays.copyOfRange(content, 30 * MIB, 30 * MIB + 1_000));
        }

        assertThat(transport.requests() - before).isEqualTo(1);
    }

    @Test
    void readsAnywhereInALargePack() throws IOException {
        byte[] content = random(19 * MIB + 13);
        ObjectKey pack = pack();
        putElsewhere(pack, content);
        var random = new Random(3);

        for (int i = 0; i < 60; i++) {
            try (StoredObject object = store.open(pack, content.length)) {
                int from = random.nextInt(content.length);
                var buffer = ByteBuffer.allocate(1 + random.nextInt(6 * MIB));

                int count = object.read(from, buffer);

                assertThat(count).isEqualTo(Math.min(buffer.capacity(), content.length - from));
                assertThat(Arrays.equals(buffer.array(), 0, count, content, from, from + count))
                        .isTrue();
                assertThat(object.read(content.length, ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        }
        assertThat(transport.requests()).isLessThan(20);
    }

    @Test
    void fetchesAheadOfAReaderThatGoesOn() throws IOException {
        byte[] content = random(40 * MIB);
        ObjectKey pack = pack();
        putElsewhere(pack, content);

        // as JGit reads: every block through an opening of its own
        for (int at = 0; at < content.length; at += MIB) {
            try (StoredObject object = store.open(pack, content.length)) {
                var buffer = ByteBuffer.allocate(MIB);
                object.read(at, buffer);
                assertThat(Arrays.equals(buffer.array(), 0, MIB, content, at, at + MIB))
                        .isTrue();
            }
        }

        assertThat(requests("ahead")).isGreaterThanOrEqualTo(5);
        assertThat(requests("ahead") + requests("miss")).isGreaterThanOrEqualTo(10);
    }

    @Test
    void forgetsTheLeastUsedButNothingThatIsOpen() throws IOException {
        ObjectStore small = open(10 * MIB);
        List<ObjectKey> keys =
                Stream.of("a.idx", "b.idx", "c.idx", "d.idx").map(this::key).toList();
        for (ObjectKey each : keys) {
            putElsewhere(each, random(4 * MIB));
        }

        try (StoredObject pinned = small.open(keys.get(0), 4 * MIB)) {
            for (ObjectKey each : keys) {
                try (StoredObject object = small.open(each, 4 * MIB)) {
                    assertThat(all(object)).hasSize(4 * MIB);
                }
            }
            assertThat(all(pinned)).isEqualTo(random(4 * MIB));
        }

        assertThat(meters.get("millrace.git.cache.evictions").counter().count()).isEqualTo(2);
        int before = transport.requests();
        small.open(keys.get(0), 4 * MIB).close();
        assertThat(transport.requests()).isEqualTo(before);
        small.open(keys.get(1), 4 * MIB).close();
        assertThat(transport.requests()).isGreaterThan(before);
    }

    @Test
    void goesOnWhenItsFilesAreDeleted() throws IOException {
        byte[] content = random(12 * MIB);
        ObjectKey pack = pack();
        putElsewhere(pack, content);
        try (StoredObject object = store.open(pack, content.length)) {
            assertThat(all(object)).isEqualTo(content);
        }

        deleteFiles(folder.resolve("cache"));

        try (StoredObject object = store.open(pack, content.length)) {
            assertThat(all(object)).isEqualTo(content);
        }
    }

    @Test
    void goesOnWithoutADiskToWriteTo() throws IOException {
        byte[] content = random(12 * MIB);
        ObjectKey pack = pack();
        putElsewhere(pack, content);
        putElsewhere(content);
        deleteFiles(folder.resolve("cache"));
        try (Stream<Path> folders = Files.list(folder.resolve("cache"))) {
            for (Path each : folders.filter(Files::isDirectory).toList()) {
                Files.delete(each);
                Files.createFile(each);
            }
        }

        for (ObjectKey each : List.of(pack, key)) {
            try (StoredObject object = store.open(each, content.length)) {
                assertThat(all(object)).isEqualTo(content);
            }
        }
        store.put(key("new.idx"), file(random(10)));
        assertThat(read(store, key("new.idx"))).hasSize(10);
    }

    @Test
    void doesNotKeepWhatCameDamaged() throws IOException {
        byte[] content = random(2 * MIB);
        putElsewhere(content);
        var damaged = new DamagedOnce(S3Server.shared().open());
        ObjectStore cache = CachedObjectStore.open(damaged, folder.resolve("other"), 64 * MIB, key -> false, meters);
        opened.add(cache);

        try (StoredObject object = cache.open(key, content.length)) {
            assertThat(all(object)).isEqualTo(content);
        }
        try (StoredObject object = cache.open(key, content.length)) {
            assertThat(all(object)).isEqualTo(content);
        }

        assertThat(damaged.reads).isEqualTo(3);
    }

    @Test
    void reportsFailuresOfTheRemoteStoreToEveryReaderAndRemovesThem() throws IOException {
        byte[] content = random(1_000);
        putElsewhere(content);
        transport.fail(Fault.BUSY, 4, FaultyTransport.method(SdkHttpMethod.GET));

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> store.open(key, content.length))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4 times");

        assertThat(read(store, key)).isEqualTo(content);
    }

    @Test
    void isWarmAfterARestart() throws IOException {
        byte[] content = random(3 * MIB);
        store.put(key, file(content));
        store.close();
        ObjectStore restarted = open(64 * MIB);
        int before = transport.requests();

        try (StoredObject object = restarted.open(key, content.length)) {
            assertThat(all(object)).isEqualTo(content);
        }

        assertThat(transport.requests()).isEqualTo(before);
    }

    @Test
    void leavesAFolderAloneThatAnotherProcessUses() throws IOException {
        ObjectStore second = open(64 * MIB);
        byte[] content = random(1_000);
        store.put(key, file(content));

        assertThat(read(second, key)).isEqualTo(content);

        assertThat(folder.resolve("cache/0")).isNotEmptyDirectory();
        assertThat(folder.resolve("cache/1")).isNotEmptyDirectory();
    }

    private ObjectStore open(long mostBytes) throws IOException {
        var far = S3ObjectStore.open(S3Server.shared().config(), transport);
        ObjectStore cache = CachedObjectStore.open(
                far, folder.resolve("cache"), mostBytes, each -> each.value().endsWith(".pack"), meters);
        opened.add(cache);
        return cache;
    }

    private ObjectKey pack() {
        return key("large.pack");
    }

    private void putElsewhere(byte[] content) throws IOException {
        putElsewhere(key, content);
    }

    private void putElsewhere(ObjectKey to, byte[] content) throws IOException {
        try (S3ObjectStore other = S3Server.shared().open()) {
            other.put(to, file(content));
        }
    }

    private double requests(String result) {
        return meters.get("millrace.git.cache.requests")
                .tag("result", result)
                .counter()
                .count();
    }

    private static byte[] all(StoredObject object) throws IOException {
        var buffer = ByteBuffer.allocate(Math.toIntExact(object.size()));
        object.read(0, buffer);
        assertThat(buffer.hasRemaining()).isFalse();
        return buffer.array();
    }

    private static void deleteFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    /** Flips one bit of the first read. */
    private static final class DamagedOnce extends ForwardingObjectStore {

        private int reads;

        DamagedOnce(ObjectStore real) {
            super(real);
        }

        @Override
        public StoredObject open(ObjectKey key, long size) throws IOException {
            StoredObject object = super.open(key, size);
            return new StoredObject() {

                @Override
                public long size() throws IOException {
                    return object.size();
                }

                @Override
                public int read(long position, ByteBuffer into) throws IOException {
                    int start = into.position();
                    int count = object.read(position, into);
                    if (reads++ == 0) {
                        into.put(start, (byte) (into.get(start) ^ 1));
                    }
                    return count;
                }

                @Override
                public java.util.Optional<String> sha256() {
                    return object.sha256();
                }

                @Override
                public void close() throws IOException {
                    object.close();
                }
            };
        }
    }
}
