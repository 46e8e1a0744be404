package dev.millrace.bench.abuse;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** One kind of hostile caller. Each round is bounded in time and in the number of its requests. */
interface Attack {

    /** As {@code --attacks} names it. */
    String name();

    /** Attacks once. An answer of any kind, or none, is no failure of the attack. */
    void round(Random random) throws IOException, InterruptedException;

    /** How long to wait between two rounds, so that the attackers themselves do not take both processors. */
    Duration pause();
}
