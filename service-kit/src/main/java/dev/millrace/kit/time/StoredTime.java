package dev.millrace.kit.time;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * Times from untrusted input. The range of {@link Instant} is much larger than that of PostgreSQL and of safe arithmetic, so
 * they must be within the years 1 to 9999.
 */
public final class StoredTime {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private StoredTime() {}

    /**
     * Reads ISO-8601 as {@link Instant#parse} does.
     *
     * @throws DateTimeException if it is not a time, or out of range
     */
    public static Instant parse(String text) {
        return checked(Instant.parse(text));
    }

    /**
     * A number of seconds since 1970.
     *
     * @throws DateTimeException if it is out of range
     */
    public static Instant ofEpochSecond(long seconds) {
        return checked(Instant.ofEpochSecond(seconds));
    }

    /**
     * The same time.
     *
     * @throws DateTimeException if it is out of range
     */
    public static Instant checked(Instant time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new DateTimeException("%s is not in the years 1 to 9999".formatted(time));
        }
        return time;
    }
}
