package dev.millrace.git.dfs;

import dev.millrace.git.check.PackOverLimit;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.util.NB;
import org.jspecify.annotations.Nullable;

/**
 * A pack whose header the parser sees only after the minimum number of bytes for the announced objects has arrived: JGit
 * allocates for the announced number immediately. Until then the pack is spooled to a file.
 */
final class AnnouncedPack extends InputStream {

    /** {@code PACK}, version, number of objects. */
    private static final int HEADER = 12;
    /** One byte of type and size, and the smallest zlib stream. */
    private static final int SMALLEST_OBJECT = 9;
    /** This many objects need no proof: what is allocated for them is less than the parser's buffer. */
    private static final long WITHOUT_PROOF = 4096;

    private static final int BUFFER = 64 << 10;

    private final InputStream sent;
    private final Path scratch;
    private final long mostObjects;
    private @Nullable InputStream open;
    private @Nullable InputStream spooled;

    /**
     * A pack.
     *
     * @param sent as it arrives; the caller closes it
     * @param scratch directory for a file that is deleted as soon as it is open
     * @param mostObjects how many are accepted
     */
    AnnouncedPack(InputStream sent, Path scratch, long mostObjects) {
        this.sent = sent;
        this.scratch = scratch;
        this.mostObjects = mostObjects;
    }

    @Override
    public int read() throws IOException {
        return checked().read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return checked().read(into, offset, length);
    }

    /** Closes the file; the owner of the pack closes the pack itself. */
    @Override
    public void close() throws IOException {
        if (spooled != null) {
            spooled.close();
        }
    }

    private InputStream checked() throws IOException {
        InputStream pack = open;
        if (pack == null) {
            pack = check();
            open = pack;
        }
        return pack;
    }

    private InputStream check() throws IOException {
        byte[] header = sent.readNBytes(HEADER);
        var begin = new ByteArrayInputStream(header);
        var rest = new NotClosed(sent);
        if (header.length < HEADER || !Arrays.equals(header, 0, 4, Constants.PACK_SIGNATURE, 0, 4)) {
            // the parser has the better message
            return new SequenceInputStream(begin, rest);
        }
        long objects = NB.decodeUInt32(header, 8);
        if (objects > mostObjects) {
            throw new PackOverLimit(
                    "the pack announces %d objects, the limit for one pack is %d".formatted(objects, mostObjects));
        }
        return objects <= WITHOUT_PROOF
                ? new SequenceInputStream(begin, rest)
                : new SequenceInputStream(begin, new SequenceInputStream(spool(objects), rest));
    }

    private InputStream spool(long objects) throws IOException {
        long least = objects * SMALLEST_OBJECT + Constants.OBJECT_ID_LENGTH;
        Path file = scratch.resolve(UUID.randomUUID() + ".announced");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                byte[] buffer = new byte[BUFFER];
                for (long left = least; left > 0; ) {
                    int got = sent.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (got < 0) {
                        throw new EOFException("the pack announces %d objects, which need %d bytes, and ends after %d"
                                .formatted(objects, least + HEADER, least - left + HEADER));
                    }
                    out.write(buffer, 0, got);
                    left -= got;
                }
            }
            InputStream in = Files.newInputStream(file);
            spooled = in;
            return in;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** A sequence closes each of its parts when it has read it. */
    private static final class NotClosed extends FilterInputStream {

        NotClosed(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return in.read(into, offset, length);
        }

        @Override
        public void close() {
            // its owner does this
        }
    }
}
