package dev.millrace.insights.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The stories of {@code golden/march.txt}, each with an answer that was worked out by hand. Every one is also calculated by {@link
 * NaiveCalculator}, and with its facts shuffled and repeated. {@code -Dmillrace.insights.orders=10000} shuffles more often.
 */
class GoldenTest {

    private static final int ORDERS = Integer.getInteger("millrace.insights.orders", 20);

    @TestFactory
    Stream<DynamicTest> answersAsWorkedOutByHand() {
        return GoldenStory.all().stream()
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.name(),
                        () -> assertThat(Golden.answer(scenario.story())).isEqualTo(scenario.answer())));
    }

    @TestFactory
    Stream<DynamicTest> answersAsTheNaiveCalculator() {
        return GoldenStory.all().stream()
                .filter(GoldenStory::naive)
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.name(),
                        () -> assertThat(NaiveCalculator.answer(scenario.story()))
                                .isEqualTo(scenario.answer())));
    }

    @TestFactory
    Stream<DynamicTest> answersTheSameInAnyOrder() {
        return GoldenStory.all().stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> {
                    var random = new Random(scenario.name().hashCode());
                    for (int order = 0; order < ORDERS; order++) {
                        assertThat(Golden.answer(shuffled(scenario.story(), random)))
                                .isEqualTo(scenario.answer());
                    }
                }));
    }

    @Test
    void answersAsTheNaiveCalculatorForRandomStories() {
        for (int seed = 0; seed < 300; seed++) {
            Story story = RandomHistory.of(new Random(seed));

            assertThat(Golden.answer(story)).as("seed %d", seed).isEqualTo(NaiveCalculator.answer(story));
        }
    }

    private static Story shuffled(Story story, Random random) {
        for (List<?> facts : List.of(story.statuses, story.changes, story.pushes, story.commits, story.incidents)) {
            shuffle(facts, random);
        }
        return story;
    }

    private static <T> void shuffle(List<T> facts, Random random) {
        List.copyOf(facts).stream().filter(fact -> random.nextInt(10) < 3).forEach(facts::add);
        Collections.shuffle(facts, random);
    }
}
