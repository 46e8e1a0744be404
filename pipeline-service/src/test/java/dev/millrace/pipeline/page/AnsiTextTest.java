package dev.millrace.pipeline.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnsiTextTest {

    private final AnsiText ansi = new AnsiText();

    @Test
    void turnsColoursAndWeightsIntoClasses() {
        assertThat(ansi.read("a\u001b[1;31mb\u001b[22;44mc\u001b[0md\u001b[93;3me\u001b[m"))
                .containsExactly(
                        new Span("", "a"),
                        new Span("b f1", "b"),
                        new Span("f1 g4", "c"),
                        new Span("", "d"),
                        new Span("i f11", "e"));
    }

    @Test
    void goesOnInTheNextLine() {
        ansi.read("\u001b[32mgreen");

        assertThat(ansi.read("still\u001b[39m not")).containsExactly(new Span("f2", "still"), new Span("", " not"));
    }

    @Test
    void readsColoursByNumberAndLeavesOthersOut() {
        assertThat(ansi.read("\u001b[38;5;9ma\u001b[38;5;200mb\u001b[38;2;1;2;3;4mc"))
                .containsExactly(new Span("f9", "a"), new Span("", "b"), new Span("u", "c"));
    }

    @Test
    void leavesOutOtherSequencesAndControls() {
        assertThat(ansi.read("\u001b]8;;https://example.com\u0007li\u001b[Knk\u001b]8;;\u001b\\\u0000\u001b(B!"))
                .extracting(Span::text)
                .containsExactly("link!");
    }

    @Test
    void showsTheLastStateOfALineThatWasWrittenAnew() {
        assertThat(ansi.read("10%\r\u001b[32m100%\r")).containsExactly(new Span("f2", "100%"));
    }

    @Test
    void showsCharactersThatAreInvisible() {
        assertThat(ansi.read("a\u202eb")).containsExactly(new Span("", "a\\u{202E}b"));
    }

    @Test
    void readsSequencesThatAreCutOrWrong() {
        assertThat(ansi.read("x\u001b[31")).containsExactly(new Span("", "x"));
        assertThat(ansi.read("y\u001b[99999999999mz\u001b"))
                .extracting(Span::text)
                .containsExactly("y", "z");
    }
}
