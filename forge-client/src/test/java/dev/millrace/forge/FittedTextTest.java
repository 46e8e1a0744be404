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

    @ParameterizedTest
    @ValueSource(strings = {"~~~", "~~~~~ sh", "  ~~~ a`b"})
    void closesAFenceOfTildes(String opening) {
        String fitted = FittedText.body(opening + "\n```\n" + "log\n".repeat(20_000));

        String closing = opening.strip().replaceAll("[^~].*", "");
        assertThat(fitted.lines().filter(line -> line.equals(closing)).count())
                .isEqualTo(opening.equals(closing) ? 2 : 1);
        assertThat(fitted).doesNotContain("\n```\n\n…");
    }

    @Test
    void cutsMessagesAndDescriptions() {
        assertThat(FittedText.message("é".repeat(40_000)).getBytes(StandardCharsets.UTF_8).length)
                .isBetween(65_530, 65_536);
        assertThat(FittedText.message("short")).isEqualTo("short");
        assertThat(FittedText.statusDescription("🚂".repeat(200))
                        .codePointCount(
                                0,
                                FittedText.statusDescription("🚂".repeat(200)).length()))
                .isEqualTo(140);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 1_000, 20_000})
    void closesAFenceWithAsManyBackticksAsOpenedIt(int length) {
        String fence = "`".repeat(length);
        // any number of shorter fences inside are text
        String fitted =
                FittedText.body(fence + "\n" + "log\n```\n".repeat(length == 3 ? 0 : 1) + "log\n".repeat(20_000));

        assertThat(fitted.lines().filter(line -> line.equals(fence)).count()).isEqualTo(2);
        assertThat(fitted.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(65_535);
    } // #9.BR-23

    @Test
    void staysWithinTheLimitWhereTheFenceIsLongerThanTheForgeTakes() {
        String fitted = FittedText.body("text\n" + "`".repeat(100_000) + "\n" + "log\n".repeat(20_000));

        assertThat(fitted.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(65_535);
        assertThat(fitted).startsWith("text\n").endsWith("longer than the forge takes");
    } // #9.BR-23

    @Test
    void leavesAFenceClosedThatWasClosedBeforeTheCut() {
        String fitted = FittedText.body("````\nlog\n````\n" + "word\n".repeat(20_000));

        assertThat(fitted.lines().filter(line -> line.startsWith("```")).count())
                .isEqualTo(2);
    } // #9.BR-23

    @Test
    void cutsALongTitleByCharacters() {
        assertThat(FittedText.title("🚂".repeat(300))
                        .codePointCount(0, FittedText.title("🚂".repeat(300)).length()))
                .isEqualTo(255);
    }
}
