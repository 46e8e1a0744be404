package dev.millrace.pipeline.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.artifact.ByteRange.Requested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=2-5, 2, 6",
        "bytes=7-, 7, 10",
        "bytes=7-99, 7, 10",
        "bytes=-3, 7, 10",
        "bytes=-99, 0, 10"
    })
    void isAPartOfTheWhole(String header, long from, long to) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(new Requested.Part(new ByteRange(from, to)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=99-100", "bytes=-0"})
    void cannotBeBehindTheEnd(String header) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(new Requested.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b", "bytes=9999999999999999999-"})
    void isIgnoredWhereItIsOfAnotherForm(String header) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(new Requested.Whole());
    }

    @Test
    void isTheWholeWithoutAHeader() {
        assertThat(ByteRange.of(null, 10)).isEqualTo(new Requested.Whole());
    }
}
