package dev.millrace.insights.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The stories of {@code golden/flow.txt}, each also calculated by {@link NaiveFlow}, and with its lines shuffled and repeated. */
class FlowGoldenTest {

    private static final List<String> CONCLUSIONS = List.of("SUCCESS", "FAILURE", "CANCELLED");
    private static final List<String> PEOPLE = List.of("ann", "ben", "eve", "lint[bot]");
    private static final List<String> VERDICTS = List.of("approved", "commented", "changes", "changes");

    @TestFactory
    Stream<DynamicTest> answersAsWorkedOutByHand() {
        return FlowStory.all().stream()
                .map(story -> DynamicTest.dynamicTest(
                        story.name(),
                        () -> assertThat(FlowAnswer.of(FlowStory.items(story.lines())))
                                .isEqualTo(story.answer())));
    }

    @TestFactory
    Stream<DynamicTest> answersAsTheNaiveCalculator() {
        return FlowStory.all().stream()
                .map(story -> DynamicTest.dynamicTest(
                        story.name(),
                        () -> assertThat(NaiveFlow.answer(story.lines())).isEqualTo(story.answer())));
    }

    @Test
    void answersAsTheNaiveCalculatorForRandomStoriesInAnyOrder() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            List<String> lines = story(random);
            String expected = NaiveFlow.answer(lines);
            for (int order = 0; order < 3; order++) {
                List<String> shuffled = new ArrayList<>(lines);
                lines.stream().filter(line -> random.nextInt(10) < 3).forEach(shuffled::add);
                Collections.shuffle(shuffled, random);

                assertThat(FlowAnswer.of(FlowStory.items(shuffled)))
                        .as("seed %d order %d", seed, order)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<String> story(Random random) {
        List<String> lines = new ArrayList<>();
        for (int number = 1; number <= 1 + random.nextInt(5); number++) {
            int minute = random.nextInt(20);
            lines.add("opened %d %s ann%s".formatted(number, time(minute), random.nextInt(3) == 0 ? " draft" : ""));
            int events = random.nextInt(9);
            for (int event = 0; event < events; event++) {
                // no two in one minute: which of two reports of one time counts is a matter of its own
                minute += 1 + random.nextInt(40);
                lines.add(
                        switch (random.nextInt(6)) {
                            case 0 -> "ready %d %s".formatted(number, time(minute));
                            case 1 -> "drafted %d %s".formatted(number, time(minute));
                            case 2 -> "pushed %d %s".formatted(number, time(minute));
                            case 3 ->
                                "%s %d %s"
                                        .formatted(
                                                random.nextBoolean() ? "enqueued" : "dequeued", number, time(minute));
                            default ->
                                "review %d %s %s %s"
                                        .formatted(
                                                number,
                                                time(minute),
                                                PEOPLE.get(random.nextInt(PEOPLE.size())),
                                                VERDICTS.get(random.nextInt(VERDICTS.size())));
                        });
            }
            minute += 1 + random.nextInt(40);
            switch (random.nextInt(4)) {
                case 0 -> lines.add("merged %d %s".formatted(number, time(minute)));
                case 1 ->
                    lines.add("merged %d %s %d %d"
                            .formatted(number, time(minute), random.nextInt(200), 1 + random.nextInt(9)));
                case 2 -> lines.add("closed %d %s".formatted(number, time(minute)));
                default -> {
                    // stays open
                }
            }
        }
        for (int run = 1; run <= random.nextInt(6); run++) {
            String sha = random.nextBoolean() ? "a" : "b";
            int minute = random.nextInt(300);
            for (int attempt = 1; attempt <= 1 + random.nextInt(2); attempt++) {
                int started = minute + random.nextInt(9);
                int ended = started + random.nextInt(60);
                lines.add("run %d %d ci %s %s %s %s %s"
                        .formatted(
                                run,
                                attempt,
                                sha,
                                time(minute),
                                time(started),
                                time(ended),
                                CONCLUSIONS.get(random.nextInt(CONCLUSIONS.size()))));
                minute = ended + 1;
            }
        }
        return lines;
    }

    private static String time(int minute) {
        return "03T%02d:%02d".formatted(8 + minute / 60, minute % 60);
    }
}
