package dev.millrace.pipeline.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kit.error.MillraceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogQueryTest {

    @ParameterizedTest
    @CsvSource({
        ", , 0, 100",
        "10, , 10, 100",
        "10, 20, 10, 20",
        "10, 900, 10, 100",
        "300, , 300, 300",
        "-30, , 70, 100",
        "-900, , 0, 100",
        "-9223372036854775808, , 0, 100"
    })
    void selectsWhatThereIsOfALog(@Nullable String from, @Nullable String to, long first, long last) {
        assertThat(query(from, to).range().within(100)).isEqualTo(new LogRange(first, last));
    }

    @Test
    void beginsEventsBeforeTheEndToo() {
        assertThat(query("-30", null).firstOfEvents(null, 100)).isEqualTo(70);
        assertThat(query("-30", null).firstOfEvents("90", 100)).isEqualTo(90);
    }

    @ParameterizedTest
    @CsvSource({"-30, 90", "20, 10", "x, ", ", -1"})
    void refusesWhatSelectsNothing(@Nullable String from, @Nullable String to) {
        assertThatThrownBy(() -> query(from, to).range()).isInstanceOf(MillraceException.class);
    }

    private static LogQuery query(@Nullable String from, @Nullable String to) {
        return new LogQuery(from, to, null, null);
    }
}
