package dev.millrace.pipeline.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.command.PinHead.Heads;
import dev.millrace.pipeline.command.PinHead.Pinned;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinHeadTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // before the comment, now, whether an event reported the latter, from a fork, may wait
                "a, a, true, true, true, a",
                "a, a, true, false, false, a",
                // pushed after the comment
                "a, b, true, true, true, a",
                "a, b, true, false, false, a",
                // the event of the push is on its way
                "a, b, false, true, true, later",
                "a, b, false, false, true, later",
                "a, b, false, true, false, a",
                // no event before the comment
                "-, b, false, true, true, later",
                "-, b, false, false, true, later",
                "-, b, false, true, false, unsure",
                "-, b, true, true, true, unsure",
                "-, b, true, false, true, b",
                "-, b, false, false, false, b"
            })
    void isTheHeadThatTheAuthorCouldSee(
            String before, String current, boolean isReported, boolean fromFork, boolean mayWait, String expected) {
        Pinned pinned = PinHead.of(new Heads(current, Optional.ofNullable(before), isReported, fromFork), mayWait);

        assertThat(
                        switch (pinned) {
                            case Pinned.At(String sha) -> sha;
                            case Pinned.NotYet later -> "later";
                            case Pinned.Unsure unsure -> "unsure";
                        })
                .isEqualTo(expected);
    }

    @Test
    void isTheCommitThatTheAuthorNamesIfItIsTheHead() {
        String head = "0123456789abcdef0123456789abcdef01234567";

        assertThat(PinHead.named("0123456789ab", head)).isEqualTo(new Pinned.At(head));
        assertThat(PinHead.named("123456789abc", head)).isInstanceOf(Pinned.Unsure.class);
    }
}
