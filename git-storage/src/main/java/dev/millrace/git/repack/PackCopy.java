package dev.millrace.git.repack;

import dev.millrace.git.dfs.RepackSession;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.pack.PackExt;

/**
 * Copies packs to where native git reads them. JGit leaves a wrong number of objects in the header of packs that it
 * inserted into or completed after a thin push; it never reads that number, but native git rejects such a pack. The copy is
 * corrected: number, checksum of the pack, and the same checksum in the index. Native git still compares each object that
 * it reuses with the index's own checksum of it.
 */
final class PackCopy {

    private static final int HASH_BYTES = 20;
    private static final int COUNT_AT = 8;
    private static final int INDEX_COUNT_AT = 8 + 255 * 4;

    private PackCopy() {}

    /** @return the copied index */
    static Path copy(RepackSession session, DfsPackDescription pack, Path folder) throws IOException {
        Path packFile = folder.resolve("pack-" + pack.getPackName() + ".pack");
        Path indexFile = folder.resolve("pack-" + pack.getPackName() + ".idx");
        session.copy(pack, PackExt.PACK, packFile);
        session.copy(pack, PackExt.INDEX, indexFile);
        putRight(packFile, indexFile);
        return indexFile;
    }

    static void putRight(Path packFile, Path indexFile) throws IOException {
        try (FileChannel pack = FileChannel.open(packFile, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel index = FileChannel.open(indexFile, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer count = read(index, INDEX_COUNT_AT, 4);
            ByteBuffer checksum = read(index, index.size() - 2 * HASH_BYTES, HASH_BYTES);
            if (read(pack, COUNT_AT, 4).equals(count)
                    && read(pack, pack.size() - HASH_BYTES, HASH_BYTES).equals(checksum)) {
                return;
            }
            write(pack, COUNT_AT, count);
            ByteBuffer packHash = hashUpToLast(pack, HASH_BYTES);
            write(pack, pack.size() - HASH_BYTES, packHash.duplicate());
            write(index, index.size() - 2 * HASH_BYTES, packHash);
            write(index, index.size() - HASH_BYTES, hashUpToLast(index, HASH_BYTES));
        }
    }

    private static ByteBuffer hashUpToLast(FileChannel file, int lastBytes) throws IOException {
        MessageDigest digest = sha1();
        long end = file.size() - lastBytes;
        var buffer = ByteBuffer.allocate(1024 * 1024);
        for (long position = 0; position < end; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
            int count = file.read(buffer, position);
            if (count < 0) {
                throw new EOFException("file became shorter");
            }
            digest.update(buffer.flip());
            position += count;
        }
        return ByteBuffer.wrap(digest.digest());
    }

    private static ByteBuffer read(FileChannel file, long position, int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("file has no %d bytes at %d".formatted(bytes, position));
            }
        }
        return buffer.flip();
    }

    private static void write(FileChannel file, long position, ByteBuffer bytes) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
