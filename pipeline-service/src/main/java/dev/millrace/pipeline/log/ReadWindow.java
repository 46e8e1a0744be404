package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.build.JobRow;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the part of a log that fits on a page. */
@Singleton
public final class ReadWindow {

    /** Length of a window, in bytes. */
    static final int WINDOW = 256 * 1024;

    /** How much of a line may be left out, so that a window begins with a whole one. */
    private static final int LONGEST_REST = 8 * 1024;

    private final Database database;
    private final Logs logs;

    ReadWindow(Database database, Logs logs) {
        this.database = database;
        this.logs = logs;
    }

    /**
     * The log from an offset on, or its last lines; empty if the log was deleted after its retention. While the job runs, a line
     * that it has begun is left out.
     *
     * @param from of a window before, or of the first line wanted
     * @throws IOException if the log cannot be read
     */
    public Optional<LogWindow> read(JobRow job, OptionalLong from) throws IOException {
        LogExtent extent = database.inTransaction(tx -> logs.extent(tx, job.ranIn(), job.position()));
        if (!(extent instanceof LogExtent.Present(long bytes))) {
            return Optional.empty();
        }
        long start = from.isPresent()
                ? Math.min(from.getAsLong(), bytes)
                : Math.min(lineAt(job, Math.max(0, bytes - WINDOW)), bytes);
        return Optional.of(read(job, start, bytes));
    }

    private LogWindow read(JobRow job, long start, long size) throws IOException {
        byte[] bytes = logs.read(job.ranIn(), job.position(), start, (int) Math.min(size - start, WINDOW));
        boolean ends = start + bytes.length >= size;
        int length = bytes.length;
        if (!ends || !job.state().isEnd()) {
            int lines = afterLastLineEnd(bytes);
            // a line that is longer than a window is cut
            length = lines > 0 || ends ? lines : length;
        }
        long next = start + length;
        return new LogWindow(
                new String(bytes, 0, length, StandardCharsets.UTF_8),
                logs.linesBefore(job.ranIn(), job.position(), start) + 1,
                next,
                start == 0 ? OptionalLong.empty() : OptionalLong.of(windowBefore(job, start)),
                ends ? OptionalLong.empty() : OptionalLong.of(next));
    }

    private long windowBefore(JobRow job, long start) throws IOException {
        long wanted = Math.max(0, start - WINDOW);
        long line = lineAt(job, wanted);
        return line < start ? line : wanted;
    }

    /** The begin of a line at an offset or a little after it; the offset itself if the line that it is in is long. */
    private long lineAt(JobRow job, long offset) throws IOException {
        if (offset == 0) {
            return 0;
        }
        // with the byte before, which shows whether a line begins there
        byte[] bytes = logs.read(job.ranIn(), job.position(), offset - 1, LONGEST_REST);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return offset + i;
            }
        }
        return offset;
    }

    private static int afterLastLineEnd(byte[] bytes) {
        for (int i = bytes.length; i > 0; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }
}
