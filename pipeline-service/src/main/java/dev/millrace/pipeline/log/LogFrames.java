package dev.millrace.pipeline.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses a log piece by piece into frames: each holds 1 MiB of the log (the last one less) as zlib data (RFC 1950), whose
 * checksum shows a damaged frame. Used once, by one thread.
 */
final class LogFrames {

    /** How many bytes of the log a frame holds. */
    static final int FRAME_BYTES = 1 << 20;

    /** Text shrinks to a tenth at any level; the fast ones keep up with what jobs print. */
    private static final int LEVEL = 3;

    private final FrameSink sink;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private final List<Long> ends = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private byte[] tail = new byte[0];
    private long bytes;
    private long compressed;
    private long lineEnds;

    LogFrames(FrameSink sink) {
        this.sink = sink;
    }

    /** Where frames are written, in order. */
    @FunctionalInterface
    interface FrameSink {

        /** Takes the frame. */
        void add(int number, byte[] frame) throws IOException;
    }

    void write(byte[] piece) throws IOException {
        for (int at = 0; at < piece.length; ) {
            int count = Math.min(piece.length - at, FRAME_BYTES - begun.size());
            begun.write(piece, at, count);
            at += count;
            if (begun.size() == FRAME_BYTES) {
                end();
            }
        }
        bytes += piece.length;
        keepTail(piece);
    }

    /** Ends the last frame; describes the log. */
    KeptLog finish(UUID buildId, int position, Optional<String> objectKey) throws IOException {
        if (begun.size() > 0) {
            end();
        }
        return new KeptLog(buildId, position, bytes, FRAME_BYTES, ends, lines, objectKey);
    }

    /** The last bytes of the log, as many as {@link LogTail} shows. */
    byte[] tail() {
        return tail.clone();
    }

    private void keepTail(byte[] piece) {
        byte[] both = Arrays.copyOf(tail, tail.length + piece.length);
        System.arraycopy(piece, 0, both, tail.length, piece.length);
        tail = Arrays.copyOfRange(both, Math.max(0, both.length - LogTail.MOST_BYTES), both.length);
    }

    private void end() throws IOException {
        byte[] content = begun.toByteArray();
        begun.reset();
        byte[] frame = compress(content);
        sink.add(ends.size(), frame);
        compressed += frame.length;
        lineEnds += LineMark.count(content, content.length);
        ends.add(compressed);
        lines.add(lineEnds);
    }

    private static byte[] compress(byte[] content) {
        try (var deflater = new Deflater(LEVEL)) {
            deflater.setInput(content);
            deflater.finish();
            var out = new ByteArrayOutputStream(content.length / 8 + 64);
            byte[] buffer = new byte[64 * 1024];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    /**
     * The content of a frame.
     *
     * @param length how many bytes it holds
     * @throws IOException if it is damaged
     */
    static byte[] expand(byte[] frame, int length) throws IOException {
        try (var inflater = new Inflater()) {
            inflater.setInput(frame);
            byte[] content = new byte[length];
            int done = 0;
            while (done < length) {
                int count = inflater.inflate(content, done, length - done);
                if (count == 0) {
                    throw new IOException("a frame of a log ends after %d of %d bytes".formatted(done, length));
                }
                done += count;
            }
            // reads the checksum
            if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                throw new IOException("a frame of a log holds more than %d bytes".formatted(length));
            }
            return content;
        } catch (DataFormatException e) {
            throw new IOException("a frame of a log is damaged", e);
        }
    }
}
