package dev.millrace.bench.abuse;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginning of a response.
 *
 * @param status HTTP status
 * @param headers their lines as received, after the status line
 */
public record ResponseHead(int status, String headers) {

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})[^\r\n]*\r\n");

    /** Reads one; empty if the text does not begin with a status line. */
    static Optional<ResponseHead> parse(String text) {
        Matcher line = STATUS_LINE.matcher(text);
        return line.lookingAt()
                ? Optional.of(new ResponseHead(Integer.parseInt(line.group(1)), text.substring(line.end())))
                : Optional.empty();
    }

    /** Whether another one follows, as after {@code 100 Continue}. */
    boolean isInterim() {
        return status < 200;
    }

    /** Whether there is a header of this name, in any case. */
    public boolean has(String name) {
        String wanted = name.toLowerCase(Locale.ROOT) + ":";
        return headers.lines().anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted));
    }
}
