package dev.millrace.pipeline.check;

import dev.millrace.kit.text.HiddenCharacters;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text of others as Markdown that shows it as it is. CommonMark 0.31 with the tables of GitHub. */
final class Markdown {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
    private static final Pattern FENCE = Pattern.compile(" {0,3}(?:(`{3,})([^`]*)|(~{3,})(.*))");

    private Markdown() {}

    /** Text in a fence that is longer than any run of backticks in it. */
    static String fenced(String text) {
        String fence = "`".repeat(Math.max(3, longestRowOfBackticks(text) + 1));
        return "%s\n%s\n%s\n".formatted(fence, HiddenCharacters.escaped(text), fence);
    }

    /** Text as a code span, which shows every visible character as itself (CommonMark 6.1). */
    static String code(String text) {
        String fence = "`".repeat(longestRowOfBackticks(text) + 1);
        String pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
        return fence + pad + HiddenCharacters.escaped(text) + pad + fence;
    }

    private static int longestRowOfBackticks(String text) {
        int longest = 0;
        int row = 0;
        for (char character : text.toCharArray()) {
            row = character == '`' ? row + 1 : 0;
            longest = Math.max(longest, row);
        }
        return longest;
    }

    /** Text escaped for a table cell: names are untrusted input. */
    static String cell(String text) {
        return HiddenCharacters.escaped(text)
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replaceAll("[\\r\\n]+", " ");
    }

    /** Markdown of others, whose code fence, if it leaves one open, is closed so that it does not swallow what follows. */
    static String closed(String markdown) {
        String open = "";
        for (String line : markdown.lines().toList()) {
            Matcher matcher = FENCE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            String fence = matcher.group(1) == null ? matcher.group(3) : matcher.group(1);
            String rest = matcher.group(1) == null ? matcher.group(4) : matcher.group(2);
            if (open.isEmpty()) {
                open = fence;
            } else if (fence.startsWith(open) && rest.isBlank()) {
                open = "";
            }
        }
        return open.isEmpty() ? markdown : markdown + "\n" + open;
    }

    static String time(Instant at) {
        return TIME.format(at);
    }

    static String duration(Optional<Instant> from, Optional<Instant> to) {
        return from.flatMap(start -> to.map(end -> Duration.between(start, end)))
                .map(Markdown::text)
                .orElse("");
    }

    private static String text(Duration time) {
        long minutes = time.toMinutes();
        if (minutes == 0) {
            return "%d.%d s".formatted(time.toSeconds(), time.toMillisPart() / 100);
        }
        return minutes < 60
                ? "%d min %d s".formatted(minutes, time.toSecondsPart())
                : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }
}
