package dev.millrace.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Files of a cache, evicted in the order of their last use when they exceed a total number of bytes; open files are pinned.
 * Other processes may delete any or all of them at any time.
 *
 * <p>Processes do not share: each takes the first free of the folders {@code 0}, {@code 1}, ... Files left by an earlier
 * process are reused if the machine has not been rebooted since, because only then is every file that has its final name
 * also complete.
 */
final class CacheFolder implements Closeable {

    private static final Logger LOG = Logger.getLogger(CacheFolder.class);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String UNFINISHED = "new-";
    private static final int MOST_PROCESSES = 1_000;

    private final Path folder;
    private final FileChannel lock;
    private final long mostBytes;
    private final CacheMeters meters;
    private final Map<String, Entry> byUse = new LinkedHashMap<>(256, 0.75f, true);
    private long bytes;

    private CacheFolder(Path folder, FileChannel lock, long mostBytes, CacheMeters meters) {
        this.folder = folder;
        this.lock = lock;
        this.mostBytes = mostBytes;
        this.meters = meters;
    }

    static CacheFolder open(Path root, long mostBytes, CacheMeters meters) throws IOException {
        for (int number = 0; number < MOST_PROCESSES; number++) {
            Path folder = Files.createDirectories(root.resolve(Integer.toString(number)));
            FileChannel lock = locked(root.resolve(number + ".lock"));
            if (lock != null) {
                var cache = new CacheFolder(folder, lock, mostBytes, meters);
                cache.takeOver(root.resolve(number + ".boot"));
                meters.watch(cache::bytes);
                return cache;
            }
        }
        throw new IOException("%s is used by %d processes already".formatted(root, MOST_PROCESSES));
    }

    private static @Nullable FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            LOG.debugf("%s is locked by this process", file);
        }
        if (lock == null) {
            channel.close();
            return null;
        }
        return channel;
    }

    private void takeOver(Path bootFile) throws IOException {
        String boot = Files.isReadable(BOOT_ID)
                ? Files.readString(BOOT_ID).strip()
                : UUID.randomUUID().toString();
        boolean same = Files.exists(bootFile) && Files.readString(bootFile).equals(boot);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!same || name.startsWith(UNFINISHED)) {
                    Files.deleteIfExists(file);
                } else {
                    remember(name, Files.size(file));
                }
            }
        }
        Files.writeString(bootFile, boot);
        evict();
        LOG.infof("cache=%s bytes=%d mostBytes=%d", folder, bytes(), mostBytes);
    }

    long mostBytes() {
        return mostBytes;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized boolean holds(String name) {
        return byUse.containsKey(name);
    }

    /** Opens a file and pins it until it is closed. Null if there is none. */
    @Nullable
    StoredObject find(String name) throws IOException {
        Entry entry = pinned(name);
        if (entry == null) {
            return null;
        }
        try {
            return new Pinned(FileObject.open(folder.resolve(name)), entry);
        } catch (NoSuchFileException e) {
            LOG.debugf("%s was deleted by another process", name);
            remove(name);
            return null;
        } catch (IOException e) {
            release(entry);
            throw e;
        }
    }

    private synchronized @Nullable Entry pinned(String name) {
        Entry entry = byUse.get(name);
        if (entry != null) {
            entry.pins++;
        }
        return entry;
    }

    /** Where a new file may be written; it becomes part of the cache by {@link #add}. */
    Path newFile() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        return folder.resolve(UNFINISHED + UUID.randomUUID());
    }

    void add(String name, Path finished) throws IOException {
        long size = Files.size(finished);
        Files.move(finished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        remember(name, size);
        evict();
    }

    private synchronized void remember(String name, long size) {
        forget(name);
        byUse.put(name, new Entry(size));
        bytes += size;
    }

    private synchronized void forget(String name) {
        Entry old = byUse.remove(name);
        if (old != null) {
            bytes -= old.size;
        }
    }

    void remove(String name) throws IOException {
        forget(name);
        Files.deleteIfExists(folder.resolve(name));
    }

    private synchronized void evict() {
        Iterator<Map.Entry<String, Entry>> leastUsed = byUse.entrySet().iterator();
        while (bytes > mostBytes && leastUsed.hasNext()) {
            Map.Entry<String, Entry> next = leastUsed.next();
            if (next.getValue().pins > 0) {
                continue;
            }
            leastUsed.remove();
            bytes -= next.getValue().size;
            meters.evicted(next.getValue().size);
            try {
                Files.deleteIfExists(folder.resolve(next.getKey()));
            } catch (IOException e) {
                // it is no longer counted, and the next process that takes the folder finds it again
                LOG.warnf("%s cannot be deleted from the cache: %s", next.getKey(), e.toString());
            }
        }
    }

    private synchronized void release(Entry entry) {
        entry.pins--;
        if (bytes > mostBytes) {
            evict();
        }
    }

    /** Releases the folder; the files stay for the next process. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static final class Entry {

        private final long size;
        private int pins;

        Entry(long size) {
            this.size = size;
        }
    }

    /** An open file of the cache. */
    private final class Pinned implements StoredObject {

        private final FileObject file;
        private final Entry entry;
        private boolean closed;

        Pinned(FileObject file, Entry entry) {
            this.file = file;
            this.entry = entry;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            return file.read(position, into);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                release(entry);
                file.close();
            }
        }
    }
}
