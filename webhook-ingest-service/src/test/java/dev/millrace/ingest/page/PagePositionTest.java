package dev.millrace.ingest.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagePositionTest {

    @Test
    void survivesTheCaller() {
        var position = new PagePosition(Instant.parse("2026-11-20T10:00:00.123456Z"), 17);

        assertThat(PagePosition.of(position.cursor())).contains(position);
        assertThat(PagePosition.of("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%%%", "MTc", "MjAyNi8x", "Lw"})
    void refusesACursorThatNoPageReturned(String cursor) {
        assertThatThrownBy(() -> PagePosition.of(cursor)).hasMessageContaining("the cursor is not one");
    }
}
