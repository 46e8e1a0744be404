package dev.millrace.bench.platform;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.List;

/** Number of repetitions: {@code --rounds N}, or the usual number. */
public final class Rounds {

    private Rounds() {}

    /**
     * Parses it.
     *
     * @throws UnexpectedAnswer if there are any other options
     */
    public static int of(List<String> options, int usual) {
        if (options.isEmpty()) {
            return usual;
        }
        if (options.size() == 2
                && options.getFirst().equals("--rounds")
                && options.getLast().matches("[1-9]\\d{0,5}")) {
            return Integer.parseInt(options.getLast());
        }
        throw new UnexpectedAnswer("the option is --rounds N");
    }
}
