package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.RunState;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Passes a log to a reader as it grows, without gaps and in order. The job may run on any instance: the database is asked, often
 * while the job prints and less often while it does not. Of the log, one piece is in memory at a time.
 */
@Singleton
final class FollowLog {

    /** Largest part of a log in one event, in bytes. */
    static final int EVENT_BYTES = 64 * 1024;

    /** As often as a runner stores output. */
    private static final long SHORTEST_PAUSE_MILLIS = 250;

    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Database database;
    private final Builds builds;
    private final Logs logs;

    FollowLog(Database database, Builds builds, Logs logs) {
        this.database = database;
        this.builds = builds;
        this.logs = logs;
    }

    /**
     * Returns when the log is complete, the reader has left, or the time is over.
     *
     * @param from offset of the first byte to pass
     * @param atMost after which the reader has to ask again, so that it is checked again what it may read
     */
    void follow(JobRow job, long from, Duration atMost, LogListener listener) throws IOException, InterruptedException {
        var following = new Following(job, from, System.nanoTime() + atMost.toNanos(), listener);
        long pause = SHORTEST_PAUSE_MILLIS;
        while (!following.isOver()) {
            // before the log is read: what a job printed is stored before its end is
            Optional<RunState> end = end(job);
            boolean any = following.passAll();
            if (following.isOver()) {
                return;
            }
            if (end.isPresent()) {
                following.end(end.get());
                return;
            }
            pause = any ? SHORTEST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pause * 3 / 2);
            following.quietFor(QUIET);
            Thread.sleep(pause);
        }
    }

    private Optional<RunState> end(JobRow job) {
        return database.inStatement(tx -> builds.jobs(tx, job.buildId())).stream()
                .filter(now -> now.position() == job.position())
                .map(JobRow::state)
                .filter(RunState::isEnd)
                .findFirst();
    }

    /** One reader. */
    private final class Following {

        private final JobRow job;
        private final long deadline;
        private final LogListener listener;
        private long read;
        /** The begin of a character whose other bytes are not there yet. */
        private byte[] cut = new byte[0];

        private long lastAt = System.nanoTime();

        Following(JobRow job, long from, long deadline, LogListener listener) {
            this.job = job;
            this.read = from;
            this.deadline = deadline;
            this.listener = listener;
        }

        boolean isOver() {
            return System.nanoTime() > deadline || listener.isGone();
        }

        boolean passAll() throws IOException {
            boolean any = false;
            byte[] piece = logs.read(job.ranIn(), job.position(), read);
            while (piece.length > 0 && !isOver()) {
                read += piece.length;
                pass(joined(piece));
                any = true;
                piece = logs.read(job.ranIn(), job.position(), read);
            }
            return any;
        }

        void end(RunState state) throws IOException {
            if (cut.length > 0) {
                send(cut, 0, cut.length, read);
                cut = new byte[0];
            }
            listener.end(state, read);
        }

        void quietFor(Duration time) throws IOException {
            if (System.nanoTime() - lastAt > time.toNanos()) {
                listener.quiet();
                lastAt = System.nanoTime();
            }
        }

        private byte[] joined(byte[] piece) {
            byte[] all = Arrays.copyOf(cut, cut.length + piece.length);
            System.arraycopy(piece, 0, all, cut.length, piece.length);
            return all;
        }

        private void pass(byte[] bytes) throws IOException {
            long begin = read - bytes.length;
            int end = Utf8.wholeCharacters(bytes, bytes.length);
            int at = 0;
            while (at < end) {
                int most = Math.min(end, at + EVENT_BYTES);
                int to = most == end ? end : Utf8.wholeCharacters(bytes, most);
                send(bytes, at, to, begin + to);
                at = to;
            }
            cut = Arrays.copyOfRange(bytes, end, bytes.length);
        }

        private void send(byte[] bytes, int from, int to, long next) throws IOException {
            listener.output(new String(bytes, from, to - from, StandardCharsets.UTF_8), next);
            lastAt = System.nanoTime();
        }
    }
}
