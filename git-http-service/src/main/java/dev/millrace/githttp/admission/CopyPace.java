package dev.millrace.githttp.admission;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Lets a few packs at a time be copied to their clients, in rounds that are shared fairly between teams. A copy costs no
 * computation of ours, but many at once keep every processor busy with sending, and short requests would wait behind them. A
 * client that stalls delays each round of the others by {@link #LONGEST_WAIT} at most.
 */
public final class CopyPace {

    private static final int ROUND = 4 * 1024 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private final FairPermits permits;
    private final Duration longestWait;

    /** @param processors of which one is left for other requests, 1 or more */
    public CopyPace(int processors) {
        this(processors, LONGEST_WAIT);
    }

    /** @param longestWait for a round; after it the copy goes on beside the others */
    CopyPace(int processors, Duration longestWait) {
        int copies = Math.max(1, processors - 1);
        this.longestWait = longestWait;
        this.permits = new FairPermits(copies, copies);
    }

    /** Writes a copy for a team. */
    public interface Copy {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Sends a copy, at the pace that the others leave to it. */
    public void send(String team, OutputStream answer, Copy copy) throws IOException {
        try (Rounds rounds = new Rounds(team)) {
            copy.writeTo(new Paced(answer, rounds));
        }
    }

    /** Copies that wait for a round. */
    int waiting() {
        return permits.waiting();
    }

    private final class Rounds implements AutoCloseable {

        private final String team;
        private boolean held;
        private long left;

        Rounds(String team) {
            this.team = team;
        }

        void take(int bytes) {
            if (left <= 0) {
                close();
                held = permits.acquire(team, longestWait);
                left = ROUND;
            }
            left -= bytes;
        }

        @Override
        public void close() {
            if (held) {
                held = false;
                permits.release(team);
            }
        }
    }

    private static final class Paced extends FilterOutputStream {

        private final Rounds rounds;

        Paced(OutputStream out, Rounds rounds) {
            super(out);
            this.rounds = rounds;
        }

        @Override
        public void write(int b) throws IOException {
            rounds.take(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            rounds.take(length);
            out.write(bytes, offset, length);
        }
    }
}
