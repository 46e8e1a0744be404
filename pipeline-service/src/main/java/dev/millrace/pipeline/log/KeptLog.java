package dev.millrace.pipeline.log;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A log in frames.
 *
 * @param bytes its length, as printed
 * @param frameBytes how many bytes of the log each frame holds, except the last
 * @param frameEnds for each frame, where it ends in compressed bytes
 * @param frameLines for each frame, how many line ends there are from the begin of the log up to its end
 * @param objectKey the object with all frames; empty if they are in {@code pipeline.log_frame}
 */
record KeptLog(
        UUID buildId,
        int position,
        long bytes,
        int frameBytes,
        List<Long> frameEnds,
        List<Long> frameLines,
        Optional<String> objectKey) {

    KeptLog {
        frameEnds = List.copyOf(frameEnds);
        frameLines = List.copyOf(frameLines);
    }

    /** The frame with the byte at this offset, which is below {@link #bytes}. */
    int frameAt(long offset) {
        return Math.toIntExact(offset / frameBytes);
    }

    /** How many bytes of the log a frame holds. */
    int lengthOf(int frame) {
        return Math.toIntExact(Math.min(frameBytes, bytes - (long) frame * frameBytes));
    }

    /** Where a frame begins in compressed bytes. */
    long startOf(int frame) {
        return frame == 0 ? 0 : frameEnds.get(frame - 1);
    }

    /** How many compressed bytes a frame has. */
    int compressedLengthOf(int frame) {
        return Math.toIntExact(frameEnds.get(frame) - startOf(frame));
    }

    /** The begin of the frame with this offset. */
    LineMark mark(long offset) {
        int frame = Math.min(frameAt(offset), frameEnds.size());
        return new LineMark((long) frame * frameBytes, frame == 0 ? 0 : frameLines.get(frame - 1));
    }
}
