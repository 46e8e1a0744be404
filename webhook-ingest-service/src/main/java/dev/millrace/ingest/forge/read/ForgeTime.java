package dev.millrace.ingest.forge.read;

import dev.millrace.kit.time.StoredTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;

/** Times as forges write them. */
final class ForgeTime {

    /**
     * {@code 2026-11-20T10:00:00Z}, {@code ...+01:00}, {@code ...+0100} (Bitbucket Data Center), and {@code 2026-11-20
     * 10:00:00 UTC} or {@code ... +0100} (GitLab).
     */
    private static final DateTimeFormatter ANY = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[' ']")
            .appendPattern("[XXX][XX]")
            .toFormatter(Locale.ROOT);

    private ForgeTime() {}

    /** Empty if it is none of these, or out of range. */
    static Optional<Instant> parse(String text) {
        try {
            String zoned = text.endsWith(" UTC") ? text.substring(0, text.length() - 4) + "Z" : text;
            return Optional.of(
                    StoredTime.checked(OffsetDateTime.parse(zoned, ANY).toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty(); // the caller names the field
        }
    }

    static Optional<Instant> ofMilliseconds(long milliseconds) {
        try {
            return Optional.of(StoredTime.checked(Instant.ofEpochMilli(milliseconds)));
        } catch (DateTimeException e) {
            return Optional.empty(); // the caller names the field
        }
    }
}
