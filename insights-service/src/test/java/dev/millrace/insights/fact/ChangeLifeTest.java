package dev.millrace.insights.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeLifeTest {

    @Test
    void endsInOneStateInAThousandOrdersWithDuplicates() {
        var random = new Random(20261129);
        for (int order = 0; order < 1_000; order++) {
            ChangeFact newest = ChangeLife.shuffled(7, random).stream()
                    .map(RecordFacts::fact)
                    .reduce((known, next) -> Version.OLDEST_FIRST.compare(known, next) < 0 ? next : known)
                    .orElseThrow();

            assertThat(newest).as("order %d", order).isEqualTo(ChangeLife.end(7));
        }
    }
}
