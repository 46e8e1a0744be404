package dev.millrace.bench.abuse;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** One kind of hostile caller. Each round is bounded in time and in the number of its requests. */
interface Attack {

    /** The name in {@code --attacks}. */
    String name();

    /** Attacks once. A response of any kind, or none, is not a failure of the attack. */
    void round(Random random) throws IOException, InterruptedException;

    /** How long to wait between two rounds, so that the attackers themselves do not take both processors. */
    Duration pause();
}
