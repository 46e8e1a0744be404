package dev.millrace.forge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FittedTextTest {

    @Test
    void leavesTextOfExactlyTheLimit() {
        String text = "a".repeat(65_535);

        assertThat(FittedText.body(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "漢", "🚂", "a🚂", "ab漢🚂"})
    void cutsBetweenCharactersAndStaysWithinTheLimit(String unit) {
        String fitted = FittedText.body(unit.repeat(70_000));

        byte[] bytes = fitted.getBytes(StandardCharsets.UTF_8);
        assertThat(bytes.length).isBetween(65_400, 65_535);
        assertThat(fitted).doesNotContain("\uFFFD").endsWith("longer than the forge takes");
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(fitted);
    }

    @Test
    void closesACodeFenceThatItCutsOpen() {
        String fitted = FittedText.body("```\n" + "log line\n".repeat(10_000) + "```\n");

        assertThat(fitted.lines().filter(line -> line.startsWith("```")).count())
                .isEqualTo(2);
    }

    @Test
    void cutsALongTitleByCharacters() {
        assertThat(FittedText.title("🚂".repeat(300))
                        .codePointCount(0, FittedText.title("🚂".repeat(300)).length()))
                .isEqualTo(255);
    }
}
