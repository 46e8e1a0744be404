package dev.millrace.standalone.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right to use a data folder. The operating system grants the lock to this process and releases it when
 * the process ends, however it ends.
 */
public final class DataLock implements AutoCloseable {

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Acquires the lock of a data folder; the caller closes it.
     *
     * @throws StartFailed if another process holds it
     */
    public static DataLock take(Path folder) {
        Path file = folder.resolve("lock");
        try {
            OwnerOnly.createFolder(folder);
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new StartFailed(
                        "another Millrace (process %s) already runs on %s; stop it first, or give --data another folder"
                                .formatted(Files.readString(file).strip(), folder));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
            return new DataLock(channel);
        } catch (IOException e) {
            throw new StartFailed("cannot use the data folder " + folder + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very process holds it
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot give back the lock", e);
        }
    }
}
