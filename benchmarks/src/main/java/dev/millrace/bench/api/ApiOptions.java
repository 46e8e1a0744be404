package dev.millrace.bench.api;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds of each quick call; a tenth as many of slow ones
 * @param megabytes of text that is searched
 */
record ApiOptions(int rounds, int megabytes) {

    private static final int USUAL_ROUNDS = 200;
    private static final int USUAL_MEGABYTES = 100;

    /**
     * Parses {@code --rounds N} and {@code --megabytes N}.
     *
     * @throws UnexpectedAnswer if there are any other options
     */
    static ApiOptions parse(List<String> options) {
        int rounds = USUAL_ROUNDS;
        int megabytes = USUAL_MEGABYTES;
        for (int i = 0; i < options.size(); i += 2) {
            int number = number(i + 1 < options.size() ? options.get(i + 1) : "");
            switch (options.get(i)) {
                case "--rounds" -> rounds = number;
                case "--megabytes" -> megabytes = number;
                default -> throw misunderstood();
            }
        }
        return new ApiOptions(rounds, megabytes);
    }

    /** Rounds of a call that takes long. */
    int slowRounds() {
        return Math.max(3, rounds / 10);
    }

    private static int number(String text) {
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw misunderstood();
        }
        return Integer.parseInt(text);
    }

    private static UnexpectedAnswer misunderstood() {
        return new UnexpectedAnswer("the options are --rounds N and --megabytes N");
    }
}
