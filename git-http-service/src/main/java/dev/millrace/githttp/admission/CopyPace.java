package dev.millrace.githttp.admission;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Lets a few packs at a time be copied to their clients, in rounds that are shared fairly between teams. A copy costs no
 * computation of ours, but many at once keep every processor busy with sending, and short requests would wait behind them. A
 * slow client keeps no processor busy, so its copy needs no rounds; one that stalls in its round delays each round of the
 * others by {@link #LONGEST_WAIT} at most.
 */
public final class CopyPace {

    private static final int ROUND = 4 * 1024 * 1024;
    /** What a copy sends before its first round: small clones do not wait. */
    private static final int AT_ONCE = 256 * 1024;

    /** A round that takes longer is that of a slow client. */
    private static final Duration LONGEST_ROUND = Duration.ofMillis(100);

    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private final FairPermits permits;
    private final Duration longestWait;
    private final Duration longestRound;

    /** @param processors of which one is left for other requests, 1 or more */
    public CopyPace(int processors) {
        this(processors, LONGEST_WAIT, LONGEST_ROUND);
    }

    /**
     * @param longestWait for a round; after it the copy goes on beside the others
     * @param longestRound after which a client counts as slow
     */
    CopyPace(int processors, Duration longestWait, Duration longestRound) {
        int copies = Math.max(1, processors - 1);
        this.longestWait = longestWait;
        this.longestRound = longestRound;
        this.permits = new FairPermits(copies, copies);
    }

    /** Writes a copy for a team. */
    public interface Copy {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Sends a copy, at the pace that the others leave to it. */
    public void send(String team, Waiting waiting, OutputStream answer, Copy copy) throws IOException {
        try (Rounds rounds = new Rounds(team, waiting)) {
            copy.writeTo(new Paced(answer, rounds));
        }
    }

    /** Copies that wait for a round. */
    int waiting() {
        return permits.waiting();
    }

    private final class Rounds implements AutoCloseable {

        private final String team;
        private final Waiting waiting;
        private boolean held;
        private long heldSince;
        private long left = AT_ONCE;

        Rounds(String team, Waiting waiting) {
            this.team = team;
            this.waiting = waiting;
        }

        void take(int bytes) {
            boolean slow = held && System.nanoTime() - heldSince > longestRound.toNanos();
            if (slow || left <= 0) {
                close();
                left = ROUND;
                if (!slow) {
                    held = waiting.until(() -> permits.acquire(team, longestWait));
                    heldSince = System.nanoTime();
                }
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
