package dev.millrace.pipeline.build;

import dev.millrace.kit.time.StoredTime;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** The last build of a page; the next page continues after it. Callers see it as an opaque cursor. */
record PagePosition(Instant queuedAt, UUID id) {

    static PagePosition of(BuildRow build) {
        return new PagePosition(build.queuedAt(), build.id());
    }

    String cursor() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((queuedAt + " " + id).getBytes(StandardCharsets.US_ASCII));
    }

    /** The position of a cursor; empty if we never issued it. */
    static Optional<PagePosition> parse(String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split(" ", 2);
            return parts.length == 2
                    ? Optional.of(new PagePosition(StoredTime.parse(parts[0]), UUID.fromString(parts[1])))
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
