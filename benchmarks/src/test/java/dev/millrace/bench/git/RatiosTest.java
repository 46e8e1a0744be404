package dev.millrace.bench.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatiosTest {

    @Test
    void countsTheMedianOfTheRatiosOfEachRound() {
        var ratios = new Ratios();
        ratios.add("clone", 1, 2);
        ratios.add("clone", 30, 10);
        ratios.add("clone", 7, 10);
        ratios.add("push", 1, 4);
        ratios.add("push", 3, 4);

        assertThat(ratios.results().lines())
                .containsExactly("RESULT git clone ratio=0.70", "RESULT git push ratio=0.50");
    }
}
