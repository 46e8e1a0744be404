package dev.millrace.githttp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.catalog.CatalogPosition;
import dev.millrace.kit.error.MillraceException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PageCursorTest {

    @Test
    void rejectsATimeThatTheDatabaseCannotCompareWith() {
        String text = "+1000000000-12-31T23:59:59Z " + UUID.randomUUID();
        String cursor = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> PageCursor.read(cursor))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("cursor");
    } // #9.10

    @Test
    void readsWhatItWrote() {
        var position = new CatalogPosition(Instant.parse("2026-11-28T10:00:00Z"), UUID.randomUUID());

        assertThat(PageCursor.read(PageCursor.of(position))).contains(position);
    }
}
