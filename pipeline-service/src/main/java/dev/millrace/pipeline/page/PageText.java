package dev.millrace.pipeline.page;

import dev.millrace.kit.text.HiddenCharacters;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** How values are written on pages. */
final class PageText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private PageText() {}

    static String time(Optional<Instant> time) {
        return time.map(TIME::format).orElse("");
    }

    /** Empty until both are known. */
    static String duration(Optional<Instant> from, Optional<Instant> to) {
        return from.flatMap(start -> to.map(end -> duration(Duration.between(start, end))))
                .orElse("");
    }

    private static String duration(Duration time) {
        long minutes = time.toMinutes();
        if (minutes == 0) {
            return "%d.%d s".formatted(time.toSeconds(), time.toMillisPart() / 100);
        }
        return minutes < 60
                ? "%d min %d s".formatted(minutes, time.toSecondsPart())
                : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }

    /** A number of bytes, as people write it: {@code 1.5 MB}. */
    static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        String units = "kMGTPE";
        double rest = bytes;
        int unit = -1;
        // 999.95 would be written as 1000.0
        while (rest >= 999.95 && unit < units.length() - 1) {
            rest /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", rest, units.charAt(unit));
    }

    /** A state as words, {@code timed out}. */
    static String state(String wireName) {
        return wireName.replace('_', ' ');
    }

    /** A name from outside, in which every character is visible. */
    static String name(String given) {
        return HiddenCharacters.escaped(given);
    }

    static String name(Optional<String> given) {
        return given.map(PageText::name).orElse("");
    }
}
