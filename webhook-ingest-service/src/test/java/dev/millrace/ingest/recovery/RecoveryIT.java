package dev.millrace.ingest.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.AppHook;
import dev.millrace.ingest.IngestDatabase;
import dev.millrace.ingest.page.PagePosition;
import dev.millrace.ingest.recovery.PassOutcome.Tally;
import dev.millrace.ingest.recovery.RecoveryStore.Lease;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.SettableClock;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Recovery on the real tables. */
class RecoveryIT {

    private static final String CONNECTION = "connection-1";
    private static final String INSTANCE = "github.com";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final long BEYOND_DOUBLES = 1L << 53;

    private final DataSource dataSource = IngestDatabase.create();
    private final Database database = new Database(dataSource);
    private final RecoveryStore store = new RecoveryStore();
    private final SettableClock clock = new SettableClock(NOW);
    private final Forge forge = new Forge();

    @Test
    void recoversExactlyWhatIsMissingOfThreeDays() throws Exception {
        int missing = 0;
        for (int i = 0; i < 120; i++) {
            // failed, delivered but never stored, throttled for an hour, and stored although the response was lost
            int kind = i % 6;
            boolean isStored = kind == 5;
            forge.attempted("guid-" + i, NOW.minus(Duration.ofMinutes(20L * i + 2)), kind == 1 || kind == 2);
            if (isStored) {
                arrive("guid-" + i);
            } else {
                missing++;
            }
        }

        Tally found = run().tally();
        clock.advance(Duration.ofMinutes(2));
        Tally requested = run().tally();
        clock.advance(Duration.ofMinutes(2));
        Tally again = run().tally();

        assertThat(missing).isEqualTo(100);
        assertThat(found).isEqualTo(new Tally(2, 0, missing, 0, 0));
        assertThat(forge.requested)
                .hasSize(missing)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
        // every call is counted: what is listed now includes the requested attempts
        assertThat(requested.requests()).isEqualTo(missing);
        assertThat(requested.lists()).isEqualTo(2);
        assertThat(requested.recovered()).isEqualTo(missing);
        assertThat(again.requests()).isZero();
        assertThat(again.missing()).isZero();
        assertThat(count("recovery_delivery where state = 'STORED'")).isEqualTo(missing);
    }

    @Test
    void belongsToOneProcessAtATimeAndContinuesAtTheWatermark() throws SQLException {
        database.useTransaction(tx -> store.add(tx, CONNECTION, Duration.ofHours(72)));

        Optional<Lease> first = claim();
        Optional<Lease> second = claim();

        assertThat(first).isPresent();
        assertThat(second).isEmpty();
        assertThat(renewed(first.get())).containsExactly(first.get().id());

        database.useTransaction(tx -> store.release(tx, first.get(), Optional.of(NOW), Duration.ZERO));

        assertThat(claim()).map(Lease::watermark).contains(NOW);
        assertThat(renewed(first.get())).isEmpty();
        assertThat(count("recovery where completed_at is not null")).isEqualTo(1);
    }

    @Test
    void isTakenOverFromAProcessThatDied() throws SQLException {
        database.useTransaction(tx -> store.add(tx, CONNECTION, Duration.ofHours(72)));
        Lease lost = claim().orElseThrow();
        database.useTransaction(
                tx -> tx.handle().execute("update ingest.recovery set leased_until = now() - interval '1 second'"));

        Lease taken = claim().orElseThrow();
        // what the other one still does has no effect
        database.useTransaction(tx -> store.release(tx, lost, Optional.of(NOW), Duration.ZERO));

        assertThat(taken.watermark()).isEqualTo(lost.watermark());
        assertThat(count("recovery where lease_id is not null and completed_at is null"))
                .isEqualTo(1);
    }

    @Test
    void removesWhatWasDecidedLongAgo() throws Exception {
        forge.attempted("old", NOW.minus(Duration.ofHours(70)), false);
        run();
        clock.advance(Duration.ofMinutes(2));
        assertThat(run().tally().givenUp()).isEqualTo(1);

        assertThat(purged(Duration.ofDays(1))).isZero();
        assertThat(purged(Duration.ofDays(-1))).isEqualTo(1);
    }

    @Test
    void listsWhatWasGivenUpByPages() throws Exception {
        for (int hours = 61; hours <= 65; hours++) {
            forge.attempted("old-" + hours, NOW.minus(Duration.ofHours(hours)), false);
        }
        forge.attempted("new", NOW.minusSeconds(600), false);
        run();
        clock.advance(Duration.ofMinutes(2));
        run();

        List<NotedDelivery> first = lost(Optional.empty(), 3);
        NotedDelivery last = first.getLast();
        List<NotedDelivery> second = lost(Optional.of(new PagePosition(last.deliveredAt(), last.deliveryId())), 3);

        assertThat(first).extracting(NotedDelivery::guid).containsExactly("old-61", "old-62", "old-63");
        assertThat(second).extracting(NotedDelivery::guid).containsExactly("old-64", "old-65");
        assertThat(first.getFirst().reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("PT60H"));
        assertThat(first.getFirst().decidedAt()).isPresent();
        assertThat(list(Optional.of("another"), Optional.empty(), Optional.empty(), 10))
                .isEmpty();
        assertThat(list(Optional.of(CONNECTION), Optional.empty(), Optional.empty(), 10))
                .hasSize(6);
    }

    private List<NotedDelivery> lost(Optional<PagePosition> after, int most) {
        return list(Optional.empty(), Optional.of(NotedDelivery.State.LOST), after, most);
    }

    private List<NotedDelivery> list(
            Optional<String> connection, Optional<NotedDelivery.State> state, Optional<PagePosition> after, int most) {
        return database.inTransaction(tx -> store.list(tx, connection, state, after, most));
    }

    private Set<UUID> renewed(Lease lease) {
        return database.inTransaction(tx -> store.renew(tx, Set.of(lease.id()), LEASE));
    }

    private int purged(Duration kept) {
        return database.inTransaction(tx -> store.purge(tx, kept));
    }

    private Optional<Lease> claim() {
        return database.inTransaction(tx -> store.claim(tx, Set.of(CONNECTION), LEASE));
    }

    private PassOutcome run() throws InterruptedException {
        RecoveryConfig config = new SmallRyeConfigBuilder()
                .withMapping(RecoveryConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withDefaultValue("millrace.ingest.recovery.spacing", "0S")
                .build()
                .getConfigMapping(RecoveryConfig.class);
        var missing = new StoredMissingDeliveries(database, store, CONNECTION, INSTANCE);
        return new RecoveryPass(forge, missing, config, KeptDeliveries.at(INSTANCE, config), clock, () -> false)
                .run(NOW.minus(Duration.ofDays(3)));
    }

    private void arrive(String guid) {
        database.useTransaction(tx -> tx.handle()
                .execute(
                        "insert into ingest.webhook_occurrence (instance, guid, first_seen_at) values (?, ?, now()) on conflict do nothing",
                        INSTANCE,
                        guid));
    }

    private long count(String what) throws SQLException {
        return IngestDatabase.count(dataSource, what);
    }

    /** GitHub's list, in pages of 100; what is requested arrives at once. */
    private final class Forge implements AppHook {

        private final List<Delivery> attempts = new ArrayList<>();
        private final Map<Long, String> guids = new HashMap<>();
        private final Map<Long, Integer> requested = new HashMap<>();

        void attempted(String guid, Instant at, boolean accepted) {
            long id = BEYOND_DOUBLES + 2L * attempts.size() + 1;
            attempts.add(new Delivery(id, guid, at, accepted, "push"));
            guids.put(id, guid);
        }

        @Override
        public Page list(Optional<String> page) {
            List<Delivery> newestFirst = attempts.stream()
                    .sorted((one, other) -> other.deliveredAt().compareTo(one.deliveredAt()))
                    .toList();
            int from = page.map(Integer::parseInt).orElse(0);
            int to = Math.min(from + 100, newestFirst.size());
            return new Page(
                    newestFirst.subList(from, to),
                    to < newestFirst.size() ? Optional.of(String.valueOf(to)) : Optional.empty());
        }

        @Override
        public void redeliver(long id) {
            requested.merge(id, 1, Integer::sum);
            arrive(guids.get(id));
        }

        @Override
        public void setSecret(String secret) {
            throw new UnsupportedOperationException();
        }
    }
}
