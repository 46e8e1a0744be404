package dev.millrace.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-, 0, 99",
        "bytes=10-, 10, 99",
        "bytes=10-19, 10, 19",
        "bytes=99-99, 99, 99",
        "bytes=10-1000, 10, 99",
        "bytes=-5, 95, 99",
        "bytes=-1000, 0, 99"
    })
    void readsOneRange(String header, long first, long last) {
        assertThat(ByteRange.parse(header, 100)).isEqualTo(new ByteRange.Part(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999999-"})
    void knowsWhatTheFileDoesNotHave(String header) {
        assertThat(ByteRange.parse(header, 100)).isEqualTo(new ByteRange.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=1-2,5-6", "items=1-2", "bytes=1e2-"})
    void takesTheRestForAbsent(String header) {
        assertThat(ByteRange.parse(header, 100)).isEqualTo(new ByteRange.Whole());
    }

    @Test
    void hasNoPartOfNothing() {
        assertThat(ByteRange.parse(null, 0)).isEqualTo(new ByteRange.Whole());
        assertThat(ByteRange.parse("bytes=0-", 0)).isEqualTo(new ByteRange.Unsatisfiable());
        assertThat(ByteRange.parse("bytes=-1", 0)).isEqualTo(new ByteRange.Unsatisfiable());
    }
}
