package dev.millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every implementation of {@link ObjectStore} guarantees. */
abstract class ObjectStoreContract {

    @TempDir
    Path folder;

    private final String repository = UUID.randomUUID().toString();
    final ObjectKey key = key("pack-1.pack");

    /** The store under test; empty for the keys of this test. */
    abstract ObjectStore store() throws IOException;

    @Test
    void givesBackWhatWasPut() throws IOException {
        byte[] content = random(3_000_000);

        store().put(key, file(content));

        assertThat(read(store(), key)).isEqualTo(content);
        assertThat(store().size(key)).isEqualTo(OptionalLong.of(content.length));
    }

    @Test
    void takesAnEmptyObject() throws IOException {
        store().put(key, file(new byte[0]));

        assertThat(read(store(), key)).isEmpty();
        assertThat(store().size(key)).hasValue(0);
    }

    @Test
    void takesTheFileOver() throws IOException {
        Path file = file(random(10));

        store().put(key, file);

        assertThat(file).doesNotExist();
    }

    @Test
    void neverOverwrites() throws IOException {
        store().put(key, file("first".getBytes(StandardCharsets.UTF_8)));
        Path second = file("second".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> store().put(key, second)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(read(store(), key)).asString(StandardCharsets.UTF_8).isEqualTo("first");
        assertThat(second).exists();
    }

    @Test
    void letsExactlyOneOfManyWritersWin() throws Exception {
        int writers = 8;
        var start = new CountDownLatch(1);
        List<Future<Boolean>> results = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(writers)) {
            for (int i = 0; i < writers; i++) {
                Path file = file(new byte[] {(byte) i});
                results.add(threads.submit(attempt(start, file)));
            }
            start.countDown();
        }

        int won = 0;
        for (Future<Boolean> result : results) {
            won += result.get() ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
        assertThat(read(store(), key)).hasSize(1);
    }

    private Callable<Boolean> attempt(CountDownLatch start, Path file) {
        return () -> {
            start.await();
            try {
                store().put(key, file);
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            }
        };
    }

    @Test
    void readsAnyRange() throws IOException {
        byte[] content = random(100_000);
        store().put(key, file(content));
        var random = new Random(1);

        try (StoredObject object = store().open(key)) {
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(content.length);
                int length = 1 + random.nextInt(content.length);
                var buffer = ByteBuffer.allocate(length);

                int count = object.read(from, buffer);

                assertThat(count).isEqualTo(Math.min(length, content.length - from));
                for (int at = 0; at < count; at += 997) {
                    assertThat(buffer.get(at)).isEqualTo(content[from + at]);
                }
            }
        }
    }

    @Test
    void reportsTheEnd() throws IOException {
        store().put(key, file(random(10)));

        try (StoredObject object = store().open(key)) {
            assertThat(object.read(10, ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(object.read(5_000_000_000L, ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void distinguishesAMissingObjectFromOtherFailures() throws IOException {
        assertThatThrownBy(() -> store().open(key)).isInstanceOf(NoSuchFileException.class);
        assertThat(store().size(key)).isEmpty();
        assertThat(store().delete(key)).isFalse();
    }

    @Test
    void deletesAnObjectOnce() throws IOException {
        store().put(key, file(random(10)));

        assertThat(store().delete(key)).isTrue();
        assertThat(store().delete(key)).isFalse();
        assertThat(store().size(key)).isEmpty();
    }

    @Test
    void listsAFolderInOrder() throws IOException {
        var keys = new ArrayList<>(List.of(key("b.pack"), key("a.idx"), key("a.pack"), key("c/d.pack")));
        Collections.shuffle(keys, new Random(7));
        for (ObjectKey one : keys) {
            store().put(one, file(random(1)));
        }

        assertThat(store().list(new ObjectKey(repository)))
                .containsExactly(key("a.idx"), key("a.pack"), key("b.pack"), key("c/d.pack"));
        assertThat(store().list(new ObjectKey(UUID.randomUUID().toString()))).isEmpty();
    }

    ObjectKey key(String name) {
        return new ObjectKey(repository + "/" + name);
    }

    Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve(UUID.randomUUID().toString()), content);
    }

    static byte[] random(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static byte[] read(ObjectStore store, ObjectKey key) throws IOException {
        try (StoredObject object = store.open(key)) {
            var buffer = ByteBuffer.allocate(Math.toIntExact(object.size()));
            object.read(0, buffer);
            return buffer.array();
        }
    }
}
