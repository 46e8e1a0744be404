package dev.millrace.bench.git;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.List;

/** How often something is repeated: {@code --rounds N}, or as often as usual. */
final class Rounds {

    private Rounds() {}

    /**
     * Reads it.
     *
     * @throws UnexpectedAnswer if the options are any others
     */
    static int of(List<String> options, int usual) {
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
