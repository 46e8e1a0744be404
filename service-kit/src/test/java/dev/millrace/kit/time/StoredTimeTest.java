package dev.millrace.kit.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+10000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z",
                "-1000000000-01-01T00:00:00Z",
                "0000-12-31T23:59:59Z",
                "soon"
            })
    void rejectsWhatTheDatabaseDoesNotTake(String text) {
        assertThatThrownBy(() -> StoredTime.parse(text)).isInstanceOf(DateTimeException.class);
    } // #9.10

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, 253402300800L, -62135596801L})
    void rejectsSecondsOutOfRange(long seconds) {
        assertThatThrownBy(() -> StoredTime.ofEpochSecond(seconds)).isInstanceOf(DateTimeException.class);
    } // #9.10

    @Test
    void readsTheEndsOfTheRange() {
        assertThat(StoredTime.parse("0001-01-01T00:00:00Z")).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
        assertThat(StoredTime.ofEpochSecond(253402300799L)).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
    }
}
