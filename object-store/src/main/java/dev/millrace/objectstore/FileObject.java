package dev.millrace.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A local file, open for reads at any position. */
public final class FileObject implements StoredObject {

    private final FileChannel channel;

    private FileObject(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws java.nio.file.NoSuchFileException if there is none */
    public static FileObject open(Path path) throws IOException {
        return new FileObject(FileChannel.open(path, StandardOpenOption.READ));
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            int count = channel.read(into, position + total);
            if (count < 0) {
                break;
            }
            total += count;
        }
        return total == 0 && into.hasRemaining() ? -1 : total;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
