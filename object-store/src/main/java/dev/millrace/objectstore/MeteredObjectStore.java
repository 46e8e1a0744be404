package dev.millrace.objectstore;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts the operations of a store: {@code millrace.git.store.operations}, a timer by {@code store}, {@code operation}
 * ({@code put}, {@code open}, {@code read}, {@code size}, {@code delete}, {@code list}) and {@code outcome} ({@code ok},
 * {@code missing}, {@code taken}, {@code failed}), and {@code millrace.git.store.bytes} read and put.
 */
public final class MeteredObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final String form;
    private final MeterRegistry registry;
    private final ConcurrentMap<String, Timer> timers = new ConcurrentHashMap<>();
    private final Counter bytesRead;
    private final Counter bytesPut;

    /** @param form for example {@code s3} */
    public MeteredObjectStore(ObjectStore store, String form, MeterRegistry registry) {
        this.store = store;
        this.form = form;
        this.registry = registry;
        this.bytesRead = bytes("read");
        this.bytesPut = bytes("put");
    }

    private Counter bytes(String operation) {
        return Counter.builder("millrace.git.store.bytes")
                .description("bytes read from and put into the store of packs and LFS objects")
                .baseUnit("bytes")
                .tag("store", form)
                .tag("operation", operation)
                .register(registry);
    }

    @Override
    public void put(ObjectKey key, Path file) throws IOException {
        long size = Files.size(file);
        timed("put", () -> {
            store.put(key, file);
            return size;
        });
        bytesPut.increment(size);
    }

    @Override
    public StoredObject open(ObjectKey key) throws IOException {
        return new MeteredObject(timed("open", () -> store.open(key)));
    }

    @Override
    public StoredObject open(ObjectKey key, long size) throws IOException {
        return new MeteredObject(timed("open", () -> store.open(key, size)));
    }

    @Override
    public OptionalLong size(ObjectKey key) throws IOException {
        return timed("size", () -> store.size(key));
    }

    @Override
    public boolean delete(ObjectKey key) throws IOException {
        return timed("delete", () -> store.delete(key));
    }

    @Override
    public List<ObjectKey> list(ObjectKey folder) throws IOException {
        return timed("list", () -> store.list(folder));
    }

    @Override
    public int blockSize() {
        return store.blockSize();
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> T timed(String operation, Operation<T> work) throws IOException {
        long start = System.nanoTime();
        String outcome = "failed";
        try {
            T result = work.run();
            outcome = "ok";
            return result;
        } catch (NoSuchFileException e) {
            outcome = "missing";
            throw e;
        } catch (FileAlreadyExistsException e) {
            outcome = "taken";
            throw e;
        } finally {
            timer(operation, outcome).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private Timer timer(String operation, String outcome) {
        return timers.computeIfAbsent(
                operation + " " + outcome,
                both -> Timer.builder("millrace.git.store.operations")
                        .description("operations on the store of packs and LFS objects")
                        .tag("store", form)
                        .tag("operation", operation)
                        .tag("outcome", outcome)
                        .register(registry));
    }

    @FunctionalInterface
    private interface Operation<T> {

        T run() throws IOException;
    }

    private final class MeteredObject implements StoredObject {

        private final StoredObject object;

        MeteredObject(StoredObject object) {
            this.object = object;
        }

        @Override
        public long size() throws IOException {
            return object.size();
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            int count = timed("read", () -> object.read(position, into));
            bytesRead.increment(Math.max(0, count));
            return count;
        }

        @Override
        public Optional<String> sha256() {
            return object.sha256();
        }

        @Override
        public void willRead(long position, long bytes) {
            object.willRead(position, bytes);
        }

        @Override
        public void close() throws IOException {
            object.close();
        }
    }
}
