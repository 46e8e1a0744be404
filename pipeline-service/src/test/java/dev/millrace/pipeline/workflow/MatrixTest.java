package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatrixTest {

    private static final List<Map<String, String>> NONE = List.of();

    @Test
    void combinesAllValuesWithTheLastVariableChangingFastest() {
        var matrix = new Matrix(axes("A", List.of("1", "2"), "B", List.of("x", "y")), NONE, NONE);

        assertThat(matrix.combinations())
                .containsExactly(
                        Map.of("A", "1", "B", "x"),
                        Map.of("A", "1", "B", "y"),
                        Map.of("A", "2", "B", "x"),
                        Map.of("A", "2", "B", "y"));
        assertThat(matrix.combinations().getFirst().keySet()).containsExactly("A", "B");
    }

    @Test
    void leavesOutCombinationsThatHaveAllValuesOfAnExclusion() {
        var matrix = new Matrix(
                axes("A", List.of("1", "2"), "B", List.of("x", "y")),
                NONE,
                List.of(Map.of("A", "1", "B", "x"), Map.of("B", "y"), Map.of("C", "")));

        assertThat(matrix.combinations()).containsExactly(Map.of("A", "2", "B", "x"));
    }

    @Test
    void addsIncludedCombinationsOnceAndWithAllVariables() {
        var matrix = new Matrix(
                axes("A", List.of("1")),
                List.of(Map.of("A", "2", "B", "x"), Map.of("A", "1")),
                List.of(Map.of("A", "2")));

        assertThat(matrix.combinations()).containsExactly(Map.of("A", "1", "B", ""), Map.of("A", "2", "B", "x"));
    }

    @Test
    void hasOnlyIncludedCombinationsWithoutVariables() {
        assertThat(new Matrix(Map.of(), List.of(Map.of("A", "1")), NONE).combinations())
                .containsExactly(Map.of("A", "1"));
        assertThat(new Matrix(Map.of(), NONE, NONE).combinations()).isEmpty();
    }

    @Test
    void countsItsJobsWithoutMakingThem() {
        List<String> values = Collections.nCopies(200, "v");
        Map<String, List<String>> axes = new LinkedHashMap<>();
        for (int axis = 0; axis < 10; axis++) {
            axes.put("A" + axis, values);
        }

        assertThat(new Matrix(axes, NONE, NONE).size()).isGreaterThan(Matrix.MOST);
        assertThat(new Matrix(axes("A", List.of("1", "2")), List.of(Map.of("A", "3")), NONE).size())
                .isEqualTo(3);
    }

    private static Map<String, List<String>> axes(String name, List<String> values) {
        return Map.of(name, values);
    }

    private static Map<String, List<String>> axes(
            String first, List<String> firstValues, String second, List<String> secondValues) {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        axes.put(first, firstValues);
        axes.put(second, secondValues);
        return axes;
    }
}
