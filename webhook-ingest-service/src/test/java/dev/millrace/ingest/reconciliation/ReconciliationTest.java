package dev.millrace.ingest.reconciliation;

import static dev.millrace.ingest.reconciliation.RefWorld.START;
import static dev.millrace.ingest.reconciliation.RefWorld.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guarantee: whatever of a ref's pushes the forge reports, and whenever, each is published in exactly one event. Reports are
 * lost, late by up to two days, or repeated; mirrors see several pushes as one move; events of Kafka arrive late.
 */
class ReconciliationTest {

    private static final int HISTORIES = 3_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void publishesEachPushOnceInThousandsOfOrders(int mirrors) {
        int reconciled = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            var history = new History(new Random(seed), mirrors, Integer.MAX_VALUE);

            history.play();

            assertThat(history.world.waiting()).as("seed %d", seed).isZero();
            assertThat(intervals(history.world.published()))
                    .as("seed %d: %s", seed, history)
                    .isEqualTo(joined(history.pushes, history.world.published()));
            reconciled += history.world.reconciled().size();
        }
        assertThat(reconciled).isGreaterThan(HISTORIES);
    }

    /** The values come back, so an event alone does not show which push it is of; all events together lead to the end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void leadsFromTheFirstToTheLastObjectWhenARefMovesToAndFro(long block) {
        for (long seed = block * 1_000; seed < block * 1_000 + 500; seed++) {
            var history = new History(new Random(seed), 1, 3);

            history.play();

            assertThat(history.world.waiting()).as("seed %d", seed).isZero();
            for (int value = 0; value < 3; value++) {
                String name = value(value);
                int balance = 0;
                for (RefStep published : history.world.published()) {
                    balance += published.before().orElse("").equals(name) ? 1 : 0;
                    balance -= published.after().orElse("").equals(name) ? 1 : 0;
                }
                int expected =
                        (history.values.getFirst() == value ? 1 : 0) - (history.values.getLast() == value ? 1 : 0);
                assertThat(balance).as("seed %d: %s at %s", seed, history, name).isEqualTo(expected);
            }
        }
    }

    /** First and last push of each event, in order; they must follow each other without a gap or an overlap. */
    private static List<List<Integer>> intervals(List<RefStep> published) {
        return published.stream()
                .map(each -> List.of(
                        number(each.before().orElse("")), number(each.after().orElse(""))))
                .sorted(Comparator.comparing(List::getFirst))
                .toList();
    }

    private static List<List<Integer>> joined(int pushes, List<RefStep> published) {
        List<Integer> ends =
                intervals(published).stream().map(List::getLast).sorted().toList();
        List<List<Integer>> joined = new ArrayList<>();
        int from = 0;
        for (int to : ends) {
            joined.add(List.of(from, to));
            from = to;
        }
        assertThat(from).isEqualTo(pushes);
        return joined;
    }

    /** 0 is a ref that does not exist. */
    private static String value(int number) {
        return number == 0 ? "" : "c" + number;
    }

    private static int number(String value) {
        return value.isEmpty() ? 0 : Integer.parseInt(value.substring(1));
    }

    private record Happening(Instant at, Runnable what) {}

    private static final class History {

        private final RefWorld world = new RefWorld();
        private final List<Happening> happenings = new ArrayList<>();
        private final List<Integer> values = new ArrayList<>(List.of(0));
        private final List<Instant> pushedAt = new ArrayList<>(List.of(Instant.MIN));
        private final StringBuilder story = new StringBuilder();
        private final Random random;
        private final int pushes;

        History(Random random, int mirrors, int differentValues) {
            this.random = random;
            this.pushes = 1 + random.nextInt(7);
            // a ref that moves to and fro does so slowly: a report cannot be taken for one of the time before
            int pause = differentValues == Integer.MAX_VALUE ? 120 : 3_600;
            Instant at = START;
            for (int push = 1; push <= pushes; push++) {
                at = at.plusSeconds((differentValues == Integer.MAX_VALUE ? 2 : 1_800) + random.nextInt(pause));
                pushedAt.add(at);
                values.add(differentValues == Integer.MAX_VALUE ? push : other(values.getLast(), differentValues));
                report(push);
            }
            for (int mirror = 1; mirror <= mirrors; mirror++) {
                sync(new UUID(0, mirror), at);
            }
            happenings.sort(Comparator.comparing(Happening::at));
        }

        private int other(int value, int different) {
            return (value + 1 + random.nextInt(different - 1)) % different;
        }

        private void report(int push) {
            UUID id = new UUID(1, push);
            RefStep step = step(value(values.get(push - 1)), value(values.get(push)));
            Instant at = pushedAt.get(push);
            switch (random.nextInt(4)) {
                case 0 -> story.append(" lost");
                case 1 -> arrives(id, step, at, Duration.ofSeconds(random.nextInt(2 * 86_400)));
                default -> arrives(id, step, at, Duration.ofSeconds(random.nextInt(60)));
            }
        }

        private void arrives(UUID id, RefStep step, Instant at, Duration latency) {
            story.append(' ').append(step).append(" after ").append(latency);
            happenings.add(new Happening(at.plus(latency), () -> world.report(id, step, at, at.plus(latency))));
            if (random.nextInt(5) == 0) {
                Instant again = at.plus(latency).plusSeconds(random.nextInt(10_000));
                happenings.add(new Happening(again, () -> world.report(id, step, at, again)));
            }
        }

        private void sync(UUID mirror, Instant last) {
            Instant checkedAt = START.minusSeconds(random.nextInt(60));
            Instant recordAt = START;
            int seen = 0;
            while (seen < pushes) {
                Instant read = checkedAt.plusSeconds(1 + random.nextInt(300));
                int now = seenAt(read.isAfter(last.plusSeconds(600)) ? last.plusSeconds(600) : read);
                if (now > seen && !values.get(now).equals(values.get(seen))) {
                    // records of one mirror are in order
                    Instant earliest = read.isAfter(recordAt) ? read : recordAt;
                    recordAt = earliest.plusSeconds(random.nextInt(60));
                    found(mirror, step(value(values.get(seen)), value(values.get(now))), checkedAt, read, recordAt);
                }
                seen = now;
                checkedAt = read;
            }
        }

        private int seenAt(Instant time) {
            int seen = 0;
            while (seen < pushes && !pushedAt.get(seen + 1).isAfter(time)) {
                seen++;
            }
            return seen;
        }

        private void found(UUID mirror, RefStep step, Instant checkedAt, Instant read, Instant at) {
            story.append(" found ").append(step);
            happenings.add(new Happening(at, () -> world.found(mirror, step, checkedAt, read, at)));
        }

        void play() {
            for (Happening happening : happenings) {
                // what was due in between is decided before
                world.decide(happening.at().minusSeconds(1));
                happening.what().run();
            }
            world.decide(happenings.getLast().at().plus(Duration.ofHours(1)));
        }

        @Override
        public String toString() {
            return story.toString();
        }
    }
}
