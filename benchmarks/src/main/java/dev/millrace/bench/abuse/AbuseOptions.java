package dev.millrace.bench.abuse;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Options of {@code bench abuse}.
 *
 * @param length duration of the attacks
 * @param attacks names of those to run; all if empty
 * @param idle connections held open without a body
 */
record AbuseOptions(Duration length, Set<String> attacks, int idle) {

    private static final int USUAL_MINUTES = 60;
    private static final int USUAL_IDLE = 200;
    private static final int MOST_IDLE = 5_000;

    static AbuseOptions of(List<String> options) {
        var read = new AbuseOptions(Duration.ofMinutes(USUAL_MINUTES), Set.of(), USUAL_IDLE);
        for (int at = 0; at < options.size(); at += 2) {
            String value = at + 1 < options.size() ? options.get(at + 1) : "";
            read = switch (options.get(at)) {
                case "--minutes" ->
                    new AbuseOptions(Duration.ofMinutes(number("--minutes", value, 600)), read.attacks, read.idle);
                case "--attacks" -> new AbuseOptions(read.length, Set.of(value.split(",")), read.idle);
                case "--idle" -> new AbuseOptions(read.length, read.attacks, number("--idle", value, MOST_IDLE));
                default ->
                    throw new UnexpectedAnswer("the options are --minutes N, --attacks NAME,NAME... and --idle N");
            };
        }
        return read;
    }

    private static int number(String option, String value, int most) {
        if (!value.matches("[1-9]\\d{0,4}") || Integer.parseInt(value) > most) {
            throw new UnexpectedAnswer("%s takes a number from 1 to %d, not '%s'".formatted(option, most, value));
        }
        return Integer.parseInt(value);
    }
}
