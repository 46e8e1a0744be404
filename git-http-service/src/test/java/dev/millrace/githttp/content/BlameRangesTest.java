package dev.millrace.githttp.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kit.error.MillraceException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlameRangesTest {

    private static final Lines FILE = new Lines("""
            int one() {
              a = 1, b;
            }
            int two() {
              b = 2;
              c = 3;
            }
            """);

    private static String selected(String... ranges) {
        return BlameRanges.of(List.of(ranges), FILE).stream()
                .mapToObj(line -> Integer.toString(line + 1))
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "2,3 2,3",
                "2,+1 2",
                "5,-2 4,5",
                "6 6,7",
                ",2 1,2",
                "3,1 1,2,3",
                "6,99 6,7",
                "/two/,+2 4,5",
                "/b/,/c/ 2,3,4,5,6",
                "/1,/,+1 2",
                ":two 4,5,6,7",
                ":one 1,2,3"
            })
    void selectsAsGitDoes(String range, String lines) {
        assertThat(selected(range)).isEqualTo(lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8,9", "x,2", "/nothing/,+1", "/two", ":nothing", "/(/,+1", "0,0"})
    void refusesWhatSelectsNothing(String range) {
        assertThatThrownBy(() -> selected(range))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(range);
    }

    @ParameterizedTest
    @ValueSource(ints = {17})
    void refusesTooMany(int count) {
        List<String> ranges = Collections.nCopies(count, "1,1");

        assertThatThrownBy(() -> BlameRanges.of(ranges, FILE))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("17");
    }
}
