package dev.millrace.ingest.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.AppHook;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.ingest.recovery.PassOutcome.Tally;
import dev.millrace.testing.SettableClock;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryPassTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant SINCE = NOW.minus(Duration.ofDays(3));

    private final FakeHook hook = new FakeHook();
    private String instance = "github.com";
    private final Inbox inbox = new Inbox();
    private final SettableClock clock = new SettableClock(NOW);

    @Test
    void requestsWhatTheForgeCouldNotDeliverAndWhatItOnlyThinksItDelivered() throws InterruptedException {
        hook.delivered("failed", 10, NOW.minusSeconds(3600), false);
        hook.delivered("ok-but-not-stored", 11, NOW.minusSeconds(3000), true);
        hook.delivered("stored", 12, NOW.minusSeconds(2000), true);
        hook.delivered("stored-although-it-timed-out", 13, NOW.minusSeconds(1000), false);
        inbox.stored.addAll(List.of("stored", "stored-although-it-timed-out"));
        clock.advance(Duration.ofMinutes(2));

        PassOutcome first = run();
        clock.advance(Duration.ofMinutes(2));
        PassOutcome outcome = run();

        // found first, and requested once they cannot be on their way any more
        assertThat(first.tally()).isEqualTo(new Tally(1, 0, 2, 0, 0));
        assertThat(hook.requested).containsExactly(10L, 11L);
        assertThat(outcome).isInstanceOf(PassOutcome.Complete.class);
    }

    @Test
    void requestsNothingTwiceOnceItHasArrived() throws InterruptedException {
        hook.delivered("lost", 10, NOW.minusSeconds(3600), false);
        hook.arrives = inbox.stored;
        run();
        clock.advance(Duration.ofMinutes(2));
        assertThat(run().tally()).isEqualTo(new Tally(1, 1, 0, 1, 0));

        clock.advance(Duration.ofHours(1));

        assertThat(run().tally()).isEqualTo(new Tally(1, 0, 0, 0, 0));
        assertThat(hook.requested).containsExactly(10L);
    }

    @Test
    void recoversExactlyWhatIsMissingOfThreeDays() throws InterruptedException {
        hook.arrives = inbox.stored;
        for (int i = 0; i < 6_000; i++) {
            hook.delivered("d" + i, (1L << 53) + i, NOW.minusSeconds(100 + 30L * i), i % 3 == 0);
            if (i % 6 == 5) {
                inbox.stored.add("d" + i);
            }
        }

        assertThat(run().tally()).isEqualTo(new Tally(60, 0, 5_000, 0, 0));
        clock.advance(Duration.ofMinutes(2));
        assertThat(run().tally()).isEqualTo(new Tally(60, 5_000, 0, 5_000, 0));
        clock.advance(Duration.ofMinutes(2));
        assertThat(run().tally()).isEqualTo(new Tally(60, 0, 0, 0, 0));
        assertThat(hook.requested).hasSize(5_000).doesNotHaveDuplicates();
    }

    @Test
    void requestsTheNewestAttemptOfAnEvent() throws InterruptedException {
        long beyondDoubles = (1L << 53) + 1;
        hook.delivered("lost", 10, NOW.minusSeconds(3600), false);
        hook.delivered("lost", beyondDoubles, NOW.minusSeconds(1800), false);
        run();
        clock.advance(Duration.ofMinutes(2));
        run();

        assertThat(hook.requested).containsExactly(beyondDoubles);
    }

    @Test
    void waitsLongerAfterEachRequestAndThenGivesUp() throws InterruptedException {
        hook.delivered("lost", 10, NOW.minusSeconds(60), false);
        List<Integer> requestsPerPass = new ArrayList<>();
        int givenUp = 0;
        for (int minutes = 0; minutes < 60 * 24; minutes += 2) {
            Tally tally = run().tally();
            requestsPerPass.add(tally.requests());
            givenUp += tally.givenUp();
            clock.advance(Duration.ofMinutes(2));
        }

        assertThat(hook.requested).hasSize(8);
        assertThat(givenUp).isEqualTo(1);
        // after 1, 3, 7, 15, 31, 63 and 123 passes: two minutes, doubled each time, two hours at most
        assertThat(requestsPerPass.stream()
                        .limit(40)
                        .mapToInt(Integer::intValue)
                        .sum())
                .isBetween(5, 6);
        assertThat(inbox.lost).containsEntry("lost", "it was requested 8 times and did not arrive");
    }

    @Test
    void givesUpWhatIsTooOldAndWhatTheForgeDoesNotHaveAnyMore() throws InterruptedException {
        hook.delivered("old", 10, NOW.minus(Duration.ofHours(61)), false);
        hook.delivered("gone", 11, NOW.minusSeconds(3600), false);
        hook.gone.add(11L);
        run();
        clock.advance(Duration.ofMinutes(2));
        run();

        assertThat(inbox.lost.get("old")).startsWith("it was last attempted before more than PT60H");
        assertThat(inbox.lost.get("gone")).contains("404");
        assertThat(hook.requested).isEmpty();
    }

    @Test
    void requestsForLongerWhatAnEnterpriseServerKeepsForLonger() throws InterruptedException {
        instance = "github.example.org";
        hook.delivered("old", 10, NOW.minus(Duration.ofHours(61)), false);
        run();
        clock.advance(Duration.ofMinutes(2));
        run();

        assertThat(hook.requested).containsExactly(10L);
        assertThat(inbox.lost).isEmpty();
    }

    @Test
    void readsTheListOnlyAsFarAsNeeded() throws InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            hook.delivered("d" + i, i + 1L, NOW.minus(Duration.ofMinutes(i)), true);
            inbox.stored.add("d" + i);
        }

        PassOutcome outcome = pass(() -> false).run(NOW.minus(Duration.ofMinutes(150)));

        assertThat(outcome.tally().lists()).isEqualTo(2);
        assertThat(pass(() -> false).run(SINCE).tally().lists()).isEqualTo(10);
    }

    @Test
    void endsAtARateLimitAndReportsWhenItMayGoOn() throws InterruptedException {
        hook.delivered("one", 10, NOW.minusSeconds(3600), false);
        hook.delivered("two", 11, NOW.minusSeconds(3500), false);
        run();
        clock.advance(Duration.ofMinutes(2));
        hook.limitAfter = 1;

        PassOutcome outcome = run();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        PassOutcome.RateLimited.class,
                        limited -> assertThat(limited.retryAt()).isEqualTo(FakeHook.RETRY_AT));
        assertThat(hook.requested).containsExactly(10L);
        hook.limitAfter = Integer.MAX_VALUE;
        run();
        assertThat(hook.requested).containsExactly(10L, 11L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void sendsNothingMoreOnceItHasToStop(int calls) throws InterruptedException {
        hook.delivered("one", 10, NOW.minusSeconds(3600), false);
        hook.delivered("two", 11, NOW.minusSeconds(3500), false);
        run();
        clock.advance(Duration.ofMinutes(2));
        int before = hook.calls;

        PassOutcome outcome = pass(() -> hook.calls - before >= calls).run(SINCE);

        assertThat(outcome).isInstanceOf(PassOutcome.Stopped.class);
        assertThat(hook.calls - before).isEqualTo(calls);
    }

    private PassOutcome run() throws InterruptedException {
        return pass(() -> false).run(SINCE);
    }

    private RecoveryPass pass(BooleanSupplier stopping) {
        RecoveryConfig config = new SmallRyeConfigBuilder()
                .withMapping(RecoveryConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withDefaultValue("millrace.ingest.recovery.spacing", "0S")
                .build()
                .getConfigMapping(RecoveryConfig.class);
        return new RecoveryPass(hook, inbox, config, KeptDeliveries.at(instance, config), clock, stopping);
    }

    /** GitHub's list, in pages of 100. */
    private static final class FakeHook implements AppHook {

        private static final Instant RETRY_AT = NOW.plusSeconds(1234);

        private final List<Delivery> attempts = new ArrayList<>();
        private final Map<Long, String> guids = new TreeMap<>();
        private final List<Long> requested = new ArrayList<>();
        private final Set<Long> gone = new HashSet<>();
        private Set<String> arrives = new HashSet<>();
        private int limitAfter = Integer.MAX_VALUE;
        private int calls;

        void delivered(String guid, long id, Instant at, boolean accepted) {
            attempts.add(new Delivery(id, guid, at, accepted, "push"));
            guids.put(id, guid);
        }

        @Override
        public Page list(Optional<String> page) {
            calls++;
            int from = page.map(Integer::parseInt).orElse(0);
            List<Delivery> newestFirst = attempts.stream()
                    .sorted((one, other) -> other.deliveredAt().compareTo(one.deliveredAt()))
                    .toList();
            int to = Math.min(from + 100, newestFirst.size());
            return new Page(
                    newestFirst.subList(from, to),
                    to < newestFirst.size() ? Optional.of(String.valueOf(to)) : Optional.empty());
        }

        @Override
        public void redeliver(long id) {
            if (requested.size() >= limitAfter) {
                throw ForgeFailure.rateLimited("GitHub's rate limit is reached", RETRY_AT);
            }
            if (gone.contains(id)) {
                throw ForgeFailure.notFound("404 Not Found");
            }
            calls++;
            requested.add(id);
            arrives.add(guids.get(id));
        }

        @Override
        public void setSecret(String secret) {
            throw new UnsupportedOperationException();
        }
    }

    /** What is stored and what is missing, in memory. */
    private static final class Inbox implements MissingDeliveries {

        private final Set<String> stored = new HashSet<>();
        private final Map<String, MissingDelivery> missing = new TreeMap<>();
        private final Map<String, Instant> nextAt = new TreeMap<>();
        private final Map<String, String> lost = new TreeMap<>();

        @Override
        public int note(List<AppHook.Delivery> deliveries, Instant now, Instant dueAt) {
            int added = 0;
            for (AppHook.Delivery delivery : deliveries) {
                boolean isKnown = stored.contains(delivery.guid())
                        || missing.containsKey(delivery.guid())
                        || lost.containsKey(delivery.guid());
                if (!isKnown) {
                    missing.put(
                            delivery.guid(),
                            new MissingDelivery(
                                    delivery.guid(), delivery.id(), delivery.event(), delivery.deliveredAt(), now, 0));
                    nextAt.put(delivery.guid(), dueAt);
                    added++;
                }
            }
            return added;
        }

        @Override
        public int close() {
            int recovered = (int) missing.values().stream()
                    .filter(delivery -> stored.contains(delivery.guid()) && delivery.requests() > 0)
                    .count();
            missing.keySet().removeAll(stored);
            return recovered;
        }

        @Override
        public List<MissingDelivery> due(Instant now, int most) {
            return missing.values().stream()
                    .filter(delivery -> !nextAt.get(delivery.guid()).isAfter(now))
                    .sorted((one, other) -> one.deliveredAt().compareTo(other.deliveredAt()))
                    .limit(most)
                    .toList();
        }

        @Override
        public void requested(MissingDelivery delivery, Instant nextRequestAt) {
            missing.put(
                    delivery.guid(),
                    new MissingDelivery(
                            delivery.guid(),
                            delivery.deliveryId(),
                            delivery.event(),
                            delivery.deliveredAt(),
                            delivery.firstSeenAt(),
                            delivery.requests() + 1));
            nextAt.put(delivery.guid(), nextRequestAt);
        }

        @Override
        public void giveUp(MissingDelivery delivery, String reason) {
            missing.remove(delivery.guid());
            lost.put(delivery.guid(), reason);
        }
    }
}
