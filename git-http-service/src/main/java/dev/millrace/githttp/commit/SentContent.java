package dev.millrace.githttp.commit;

import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.jspecify.annotations.Nullable;

/**
 * A content that arrives in parts. One of a single part is staged at once; the parts of a larger one are collected in a file,
 * since git needs the length before the first byte.
 */
final class SentContent implements AutoCloseable {

    private static final int LARGEST_PART = 4 << 20;

    private final String id;
    private final Path scratch;
    private final long most;
    private @Nullable Path file;
    private @Nullable OutputStream spool;
    private long size;

    /**
     * A content without parts.
     *
     * @param scratch folder for the file
     * @param most bytes of the content
     */
    SentContent(String id, Path scratch, long most) {
        this.id = id;
        this.scratch = scratch;
        this.most = most;
    }

    String id() {
        return id;
    }

    /**
     * The bytes of a part.
     *
     * @throws MillraceException 400 if it is not Base64, 413 if it is larger than 4 MiB
     */
    static byte[] decode(CommitBodies.Chunk chunk) {
        if (chunk.data() == null) {
            throw invalid("a chunk needs 'data'");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(chunk.data());
        } catch (IllegalArgumentException e) {
            throw invalid("the data of a chunk is not Base64");
        }
        if (bytes.length > LARGEST_PART) {
            throw tooLarge("a chunk of %d bytes is larger than the limit of %d".formatted(bytes.length, LARGEST_PART));
        }
        return bytes;
    }

    /** Adds a part that is not the last. */
    void add(byte[] part) throws IOException {
        count(part);
        OutputStream out = spool;
        if (out == null) {
            Files.createDirectories(scratch);
            Path made = Files.createTempFile(scratch, "content", null);
            file = made;
            out = Files.newOutputStream(made);
            spool = out;
        }
        out.write(part);
    }

    /** Adds the last part and stages the content. */
    ObjectId finish(byte[] last, ObjectInserter inserter) throws IOException {
        if (spool == null || file == null) {
            count(last);
            return inserter.insert(Constants.OBJ_BLOB, last);
        }
        add(last);
        spool.close();
        try (InputStream whole = new BufferedInputStream(Files.newInputStream(file))) {
            return inserter.insert(Constants.OBJ_BLOB, size, whole);
        }
    }

    private void count(byte[] part) {
        size += part.length;
        if (size > most) {
            throw tooLarge("the content '%s' is larger than the limit of %d bytes".formatted(id, most));
        }
    }

    private static MillraceException invalid(String message) {
        return MillraceException.badRequest(message).withCode("invalid");
    }

    private static MillraceException tooLarge(String message) {
        return MillraceException.of(ErrorKind.CALLER, 413, message).withCode("payload_too_large");
    }

    @Override
    public void close() throws IOException {
        if (spool != null) {
            spool.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
