package dev.millrace.pipeline.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PagePositionTest {

    @Test
    void rejectsATimeThatTheDatabaseCannotCompareWith() {
        String text = "+1000000000-12-31T23:59:59Z " + UUID.randomUUID();

        assertThat(PagePosition.parse(Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    } // #9.10

    @Test
    void readsWhatItWrote() {
        var position = new PagePosition(Instant.parse("2026-11-28T10:00:00Z"), UUID.randomUUID());

        assertThat(PagePosition.parse(position.cursor())).contains(position);
    }
}
