package dev.millrace.objectstore;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Caches what was read from or put to a remote store on a local disk. Small objects and those that are read from end to end
 * are kept whole, and their size and checksum are verified when they arrive; large ones are kept in chunks, prefetched for a
 * sequential reader. Losing all of it, or a full disk, costs time and nothing else.
 */
public final class CachedObjectStore implements ObjectStore {

    private static final Logger LOG = Logger.getLogger(CachedObjectStore.class);

    /** Bytes of a chunk, and of one request when a whole object is fetched. */
    static final int CHUNK = 4 << 20;

    /** Every object of up to this many bytes is one file. */
    private static final long SMALL = 2L * CHUNK;

    /** Concurrent requests to the remote store; each needs memory for a chunk. */
    private static final int AT_ONCE = 8;

    private static final int WATCHED = 1_000;

    private final ObjectStore far;
    private final CacheFolder folder;
    private final Predicate<ObjectKey> inChunks;
    private final CacheMeters meters;
    private final SingleFlight flights = new SingleFlight(AT_ONCE);
    private final Semaphore requests = new Semaphore(AT_ONCE);

    /** The last requested chunk of each recently read object. */
    private final Map<ObjectKey, Long> lastChunks = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectKey, Long> eldest) {
            return size() > WATCHED;
        }
    });

    private CachedObjectStore(ObjectStore far, CacheFolder folder, Predicate<ObjectKey> inChunks, CacheMeters meters) {
        this.far = far;
        this.folder = folder;
        this.inChunks = inChunks;
        this.meters = meters;
    }

    /**
     * Opens a cache in front of a store; closing the cache closes the store.
     *
     * @param root may be shared with other processes; each takes a folder of its own in it
     * @param mostBytes on disk, by this process; open files are not evicted, so usage may exceed this for a while
     * @param inChunks objects with random access, so that a large one is not fetched whole
     */
    public static CachedObjectStore open(
            ObjectStore far, Path root, long mostBytes, Predicate<ObjectKey> inChunks, MeterRegistry registry)
            throws IOException {
        var meters = new CacheMeters(registry);
        return new CachedObjectStore(far, CacheFolder.open(root, mostBytes, meters), inChunks, meters);
    }

    /** This process will soon read what it wrote, so the file stays in the cache too. */
    @Override
    public void put(ObjectKey key, Path file) throws IOException {
        Optional<Path> kept = keep(file);
        try {
            far.put(key, file);
            if (kept.isPresent()) {
                folder.add(name(key), kept.get());
                kept = Optional.empty();
            }
        } finally {
            if (kept.isPresent()) {
                Files.deleteIfExists(kept.get());
            }
        }
    }

    /** A hard link to the file, or a copy on another file system. */
    private Optional<Path> keep(Path file) {
        try {
            if (Files.size(file) > folder.mostBytes() / 2) {
                return Optional.empty();
            }
            Path kept = folder.newFile();
            try {
                Files.createLink(kept, file);
            } catch (IOException | UnsupportedOperationException e) {
                Files.copy(file, kept);
            }
            return Optional.of(kept);
        } catch (IOException e) {
            LOG.warnf("%s is not kept in the cache: %s", file.getFileName(), e.toString());
            return Optional.empty();
        }
    }

    @Override
    public StoredObject open(ObjectKey key) throws IOException {
        return open(key, 0);
    }

    @Override
    public StoredObject open(ObjectKey key, long size) throws IOException {
        StoredObject whole = find(name(key));
        if (whole != null) {
            if (size == 0 || whole.size() == size) {
                meters.hit();
                return whole;
            }
            whole.close();
            folder.remove(name(key));
        }
        long known = size > 0 ? size : far.size(key).orElseThrow(() -> new NoSuchFileException(key.value()));
        if (known > folder.mostBytes() / 2 && !inChunks.test(key)) {
            meters.direct();
            return far.open(key, known);
        }
        return inChunks.test(key) && known > SMALL ? new ChunkedObject(this, key, known) : whole(key, known);
    }

    private StoredObject whole(ObjectKey key, long size) throws IOException {
        meters.miss();
        flights.take(name(key), () -> fetchWhole(key, size));
        StoredObject here = find(name(key));
        return here == null ? far.open(key, size) : here;
    }

    /** An error of our own disk must not become an error for the reader. */
    private @Nullable StoredObject find(String name) {
        try {
            return folder.find(name);
        } catch (IOException e) {
            LOG.warnf("%s cannot be read from the cache: %s", name, e.toString());
            return null;
        }
    }

    private void fetchWhole(ObjectKey key, long size) throws IOException {
        if (folder.holds(name(key))) {
            return;
        }
        fetch(name(key), file -> {
            List<FutureTask<@Nullable Void>> rest = new ArrayList<>();
            var expected = new Expected();
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (long at = CHUNK; at < size; at += CHUNK) {
                    long from = at;
                    rest.add(flights.beside(() -> copy(key, size, from, out, expected)));
                }
                try {
                    copy(key, size, 0, out, expected);
                    for (FutureTask<@Nullable Void> part : rest) {
                        SingleFlight.await(part);
                    }
                } finally {
                    rest.forEach(part -> part.cancel(true));
                }
            }
            String sum = expected.sha256;
            if (sum != null && !Sha256.of(file).hex().equals(sum)) {
                throw new IOException("%s came with another SHA-256 than %s".formatted(key, sum));
            }
        });
    }

    /** One chunk, opened; for {@link ChunkedObject}. */
    StoredObject chunk(ObjectKey key, long size, long index) throws IOException {
        String name = chunkName(key, index);
        StoredObject here = find(name);
        if (here != null) {
            meters.hit();
            return here;
        }
        meters.miss();
        flights.take(name, () -> fetchChunk(key, size, index));
        here = find(name);
        if (here == null) {
            meters.direct();
            return new Window(far.open(key, size), index * CHUNK, chunkLength(size, index));
        }
        return here;
    }

    /**
     * Whether readers of the object read it sequentially from its beginning: several of them, each opened for one block, may
     * count as one reader.
     */
    boolean goesOn(ObjectKey key, long index) {
        Long before = lastChunks.put(key, index);
        return index == 0 || before != null && (before == index - 1 || before == index);
    }

    /** Starts to fetch chunks that will be requested. */
    void fetchAhead(ObjectKey key, long size, long from, long until) {
        for (long index = from; index < until && index * CHUNK < size; index++) {
            String name = chunkName(key, index);
            long wanted = index;
            if (!folder.holds(name) && flights.takeAhead(name, () -> fetchChunk(key, size, wanted))) {
                meters.ahead();
            }
        }
    }

    private void fetchChunk(ObjectKey key, long size, long index) throws IOException {
        String name = chunkName(key, index);
        if (folder.holds(name)) {
            return;
        }
        fetch(name, file -> {
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = read(key, size, index * CHUNK, new Expected());
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
        });
    }

    /** Fills a new file and adds it to the cache. Disk errors are logged, and the reader falls back to the remote store. */
    private void fetch(String name, Fill fill) throws IOException {
        Path file;
        try {
            file = folder.newFile();
        } catch (IOException e) {
            LOG.warnf("the cache cannot be written: %s", e.toString());
            return;
        }
        try {
            fill.into(file);
            folder.add(name, file);
        } catch (FarTrouble e) {
            throw e.trouble;
        } catch (IOException e) {
            LOG.warnf("%s does not come into the cache: %s", name, e.toString());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void copy(ObjectKey key, long size, long from, FileChannel out, Expected expected) throws IOException {
        ByteBuffer bytes = read(key, size, from, expected);
        for (long at = from; bytes.hasRemaining(); ) {
            at += out.write(bytes, at);
        }
    }

    private ByteBuffer read(ObjectKey key, long size, long from, Expected expected) throws IOException {
        requests.acquireUninterruptibly();
        try (StoredObject object = far.open(key, size)) {
            var buffer = ByteBuffer.allocate((int) Math.min(CHUNK, size - from));
            int count = object.read(from, buffer);
            if (count != buffer.capacity()) {
                throw new IOException("%s has %d bytes at %d, not %d".formatted(key, count, from, buffer.capacity()));
            }
            object.sha256().ifPresent(sum -> expected.sha256 = sum);
            return buffer.flip();
        } catch (IOException e) {
            throw new FarTrouble(e);
        } finally {
            requests.release();
        }
    }

    /** Flat, because folders would have to be cleaned up; no key holds a {@code ~}. */
    private static String name(ObjectKey key) {
        return key.value().replace('/', '~');
    }

    private static String chunkName(ObjectKey key, long index) {
        return "%s~%d~%d".formatted(name(key), CHUNK, index);
    }

    private static int chunkLength(long size, long index) {
        return (int) Math.min(CHUNK, size - index * CHUNK);
    }

    @Override
    public OptionalLong size(ObjectKey key) throws IOException {
        return far.size(key);
    }

    @Override
    public boolean delete(ObjectKey key) throws IOException {
        boolean deleted = far.delete(key);
        folder.remove(name(key));
        return deleted;
    }

    @Override
    public List<ObjectKey> list(ObjectKey folderKey) throws IOException {
        return far.list(folderKey);
    }

    @Override
    public void close() {
        flights.close();
        try {
            folder.close();
        } catch (IOException e) {
            LOG.warnf("the cache cannot be closed: %s", e.toString());
        }
        far.close();
    }

    @FunctionalInterface
    private interface Fill {

        void into(Path file) throws IOException;
    }

    /** What the remote store reports about an object in addition to its bytes. */
    private static final class Expected {

        private volatile @Nullable String sha256;
    }

    /** Separates errors of the remote store from errors of our disk. */
    private static final class FarTrouble extends IOException {

        private static final long serialVersionUID = 1;

        private final IOException trouble;

        FarTrouble(IOException trouble) {
            super(trouble);
            this.trouble = trouble;
        }
    }

    /** A range of an object, presented as a file of its own. */
    private record Window(StoredObject whole, long start, int length) implements StoredObject {

        @Override
        public long size() {
            return length;
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            if (position >= length) {
                return into.hasRemaining() ? -1 : 0;
            }
            int limit = into.limit();
            into.limit((int) Math.min(limit, into.position() + length - position));
            try {
                return whole.read(start + position, into);
            } finally {
                into.limit(limit);
            }
        }

        @Override
        public void close() throws IOException {
            whole.close();
        }
    }
}
