package dev.millrace.pipeline.page;

import dev.millrace.kit.text.HiddenCharacters;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
