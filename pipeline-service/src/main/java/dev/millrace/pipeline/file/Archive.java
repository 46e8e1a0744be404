package dev.millrace.pipeline.file;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Files in one file: tar, compressed with gzip.
 *
 * @param files how many; links count
 * @param bytes of them together
 * @param objectBytes of the archive
 * @param sha256 of the archive, 64 hex digits
 */
public record Archive(int files, long bytes, long objectBytes, String sha256) {

    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;
    /** Jobs wait for it: a higher level takes several times as long for a few percent. */
    private static final int LEVEL = 3;

    /**
     * Packs files.
     *
     * @param target is created or replaced
     * @param mostFiles how many it may have
     * @param mostBytes of them together
     * @param stop ends the work with an {@link IOException}
     * @throws FileLimitException if they exceed a limit; nothing is written then
     */
    public static Archive pack(
            List<FoundFile> files, Path target, int mostFiles, long mostBytes, CompletableFuture<?> stop)
            throws IOException, FileLimitException {
        long bytes = files.stream().mapToLong(FoundFile::bytes).sum();
        if (files.size() > mostFiles) {
            throw new FileLimitException("it has %d files, %d are allowed".formatted(files.size(), mostFiles));
        }
        if (bytes > mostBytes) {
            throw new FileLimitException("its files have %d bytes, %d are allowed".formatted(bytes, mostBytes));
        }
        MessageDigest digest = newDigest();
        try (var out = new DigestOutputStream(Files.newOutputStream(target), digest);
                var tar = new TarArchiveOutputStream(gzip(new Stoppable(out, stop)), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (FoundFile file : files) {
                add(tar, file);
            }
        }
        return new Archive(
                files.size(), bytes, Files.size(target), HexFormat.of().formatHex(digest.digest()));
    }

    private static OutputStream gzip(OutputStream out) throws IOException {
        var parameters = new GzipParameters();
        parameters.setCompressionLevel(LEVEL);
        parameters.setBufferSize(64 * 1024);
        return new GzipCompressorOutputStream(out, parameters);
    }

    private static void add(TarArchiveOutputStream tar, FoundFile file) throws IOException {
        TarArchiveEntry entry = file.isLink()
                ? new TarArchiveEntry(file.name(), TarConstants.LF_SYMLINK)
                : new TarArchiveEntry(file.name());
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setLastModifiedTime(lastModified(file.path()));
        if (file.isLink()) {
            entry.setLinkName(Files.readSymbolicLink(file.path()).toString());
            tar.putArchiveEntry(entry);
        } else {
            entry.setMode(Files.isExecutable(file.path()) ? EXECUTABLE : PLAIN);
            entry.setSize(file.bytes());
            tar.putArchiveEntry(entry);
            try (InputStream in = Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS)) {
                in.transferTo(tar);
            }
        }
        tar.closeArchiveEntry();
    }

    private static FileTime lastModified(Path file) throws IOException {
        return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static final class Stoppable extends FilterOutputStream {

        private final CompletableFuture<?> stop;

        private Stoppable(OutputStream out, CompletableFuture<?> stop) {
            super(out);
            this.stop = stop;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (stop.isDone()) {
                throw new IOException("the job was stopped");
            }
            out.write(bytes, from, length);
        }
    }

    /** What is read of an archive, until the job is stopped. */
    static InputStream stoppable(InputStream in, CompletableFuture<?> stop) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                if (stop.isDone()) {
                    throw new IOException("the job was stopped");
                }
                return in.read(bytes, from, length);
            }
        };
    }
}
