package dev.millrace.git.dfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.eclipse.jgit.internal.storage.dfs.DfsOutputStream;
import org.eclipse.jgit.internal.storage.pack.PackExt;

/**
 * Writes a file of a pack to the scratch directory, and reads it back while it is being written. JGit closes it twice when
 * parsing fails; only the first time counts.
 */
final class SpooledOutput extends DfsOutputStream {

    private final PackExt extension;
    private final Path path;
    private final FileChannel channel;
    private final MessageDigest digest = sha256();
    private final Consumer<SpooledFile> finished;
    private long size;
    private boolean closed;

    private SpooledOutput(PackExt extension, Path path, FileChannel channel, Consumer<SpooledFile> finished) {
        this.extension = extension;
        this.path = path;
        this.channel = channel;
        this.finished = finished;
    }

    static SpooledOutput create(PackExt extension, Path path, Consumer<SpooledFile> finished) throws IOException {
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new SpooledOutput(extension, path, channel, finished);
    }

    @Override
    public int blockSize() {
        return BlockCache.BLOCK_SIZE;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        var buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            size += channel.write(buffer, size);
        }
        digest.update(bytes, offset, length);
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        return channel.read(into, position);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        channel.close();
        finished.accept(new SpooledFile(extension, path, size, HexFormat.of().formatHex(digest.digest())));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
