package dev.millrace.pipeline.cache;

import dev.millrace.pipeline.file.FileLimitException;
import dev.millrace.pipeline.file.FileTree;
import dev.millrace.pipeline.file.FoundFile;
import dev.millrace.pipeline.workflow.CacheDefinition;
import dev.millrace.pipeline.workflow.JobDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A hash of everything that the content of a cache depends on: its folders, the image of the job, and files of the checkout. */
final class CacheHash {

    private static final int MOST_VISITED = 500_000;
    private static final int BUFFER = 64 * 1024;

    private final MessageDigest digest;

    private CacheHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Of a cache of a job; 64 hex digits.
     *
     * @param checkout before the job has changed it
     * @throws FileLimitException if the checkout has too many files
     */
    static String of(JobDefinition job, CacheDefinition cache, Path checkout) throws IOException, FileLimitException {
        var hash = new CacheHash();
        hash.add(job.image().orElse(""));
        hash.add(cache.paths().size());
        cache.paths().forEach(hash::add);
        List<FoundFile> files =
                cache.files().isEmpty() ? List.of() : new FileTree(checkout, MOST_VISITED).list(cache::dependsOn);
        for (FoundFile file : files) {
            hash.add(file);
        }
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    private void add(FoundFile file) throws IOException {
        add(file.name());
        add(file.bytes());
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
    }

    /** With its length, so that no two lists of texts have one hash. */
    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
    }

    private void add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
