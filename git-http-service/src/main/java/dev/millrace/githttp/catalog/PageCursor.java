package dev.millrace.githttp.catalog;

import dev.millrace.git.catalog.CatalogPosition;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.time.StoredTime;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** A position in the list of repositories, as text that is opaque to clients. */
final class PageCursor {

    private PageCursor() {}

    static String of(CatalogPosition position) {
        String text = position.createdAt() + " " + position.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty text is the first page. */
    static Optional<CatalogPosition> read(String cursor) {
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 2);
            if (parts.length == 2) {
                return Optional.of(new CatalogPosition(StoredTime.parse(parts[0]), UUID.fromString(parts[1])));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // refused below
        }
        throw MillraceException.badRequest("the cursor is not one that we gave out")
                .withCode("cursor_invalid");
    }
}
