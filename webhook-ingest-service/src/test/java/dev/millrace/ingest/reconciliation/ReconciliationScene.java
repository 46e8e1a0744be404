package dev.millrace.ingest.reconciliation;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.EventCodec.Read;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.ingest.IngestDatabase;
import dev.millrace.ingest.delivery.Shards;
import dev.millrace.ingest.forge.Normalizers;
import dev.millrace.ingest.forge.github.GithubNormalizer;
import dev.millrace.ingest.reconciliation.ReportedRefs.Report;
import dev.millrace.ingest.reconciliation.ReportedRefs.Settled;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.testing.SettableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** A repository at a forge, a mirror of it, and the decisions on the real tables. */
final class ReconciliationScene {

    static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    static final Duration GRACE = Duration.ofMinutes(5);
    static final int MOST_REFS = 20;
    static final String KEY = "github.com:7";
    static final ForgeRepository REPOSITORY = new ForgeRepository(
            "github.com", "7", "acme/widgets", "https://github.com/acme/widgets.git", "main", false, false);

    final DataSource dataSource = IngestDatabase.create();
    final Database database = new Database(dataSource);
    final SettableClock clock = new SettableClock(START);
    final MeterRegistry meters = new SimpleMeterRegistry();
    final MirroredRepository mirror =
            new MirroredRepository(UUID.randomUUID(), "acme", "acme/widgets", Optional.of(KEY));

    private final EventCodec codec = new EventCodec(URI.create("/test"));
    private final MoveStore moves = new MoveStore();
    private final ReportStore reports = new ReportStore();
    private final UpstreamStore upstreams = new UpstreamStore();
    private final ReconciliationMeters reconciliationMeters = new ReconciliationMeters(meters);
    private final ReconciliationConfig config = new Config();
    private final FoundMoves foundMoves = new FoundMoves(moves, upstreams, config, reconciliationMeters, clock);
    private final ReportedRefs reportedRefs = new ReportedRefs(reports, reconciliationMeters);
    private final AtomicLong versions = new AtomicLong(10);

    /** Branches and tags moved in the mirror, a minute ago; it had been current a minute before that. */
    RefsMoved moved(RefMove... made) {
        Instant at = clock.instant().minusSeconds(60);
        return moved(Optional.of(at.minusSeconds(60)), at, List.of(made));
    }

    RefsMoved moved(Optional<Instant> checkedAt, Instant at, List<RefMove> made) {
        var event = new RefsMoved(
                UUID.randomUUID(), mirror, Cause.SYNC, versions.incrementAndGet(), 0, made, List.of(), checkedAt, at);
        note(event);
        return event;
    }

    /** The sync of the mirror succeeded, with a token of installation 1. */
    void synced() {
        note(new SyncSucceeded(
                UUID.randomUUID(),
                mirror,
                UUID.randomUUID(),
                1,
                1,
                Optional.of("https://github.com/acme/widgets.git"),
                Optional.of("1"),
                clock.instant()));
    }

    void note(Event event) {
        database.useTransaction(tx -> foundMoves.note(tx, event));
    }

    static RefMove tag(String name, String id) {
        return new RefMove("refs/tags/" + name, Optional.empty(), Optional.of(id));
    }

    static RefPushed push(String guid, RefMove move, Instant receivedAt) {
        return new RefPushed(
                EventIds.of("github.com", guid, 0),
                REPOSITORY,
                Optional.of("1"),
                Optional.empty(),
                move.ref(),
                move.before(),
                move.after(),
                false,
                List.of(),
                receivedAt);
    }

    /**
     * Publishes a push of a delivery as the relay does, if no other process has its shard.
     *
     * @return the id that it was published with
     */
    Optional<UUID> publish(long deliveryId, RefPushed push) {
        return database.inTransaction(tx -> publish(tx, deliveryId, push));
    }

    Optional<UUID> publish(Transaction tx, long deliveryId, RefPushed push) {
        if (!reports.own(tx, Shards.of(push.key()))) {
            return Optional.empty();
        }
        Settled settled = reportedRefs.settle(tx, List.of(new Report(deliveryId, push)));
        reportedRefs.save(tx, settled, List.of(deliveryId));
        return Optional.of(settled.late().getOrDefault(push.eventId(), push.eventId()));
    }

    ReconcileShard reconcileShard() {
        return reconcileShard(clock);
    }

    ReconcileShard reconcileShard(Clock time) {
        return new ReconcileShard(
                moves,
                reports,
                new DescribeRepository(
                        new LastDeliveryStore(), upstreams, new Normalizers(List.of(new GithubNormalizer()))),
                new Outbox("ingest", codec),
                config,
                reconciliationMeters,
                time);
    }

    /** Decides what is due after the grace period. */
    void reconcile() {
        clock.advance(GRACE.plusSeconds(1));
        database.useTransaction(tx -> reconcileShard().run(tx, Shards.of(KEY)));
    }

    /** What was published as reconciled, in the order in which it was written. */
    List<RefPushed> reconciled() throws SQLException {
        List<RefPushed> events = new ArrayList<>();
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select topic, key, value from ingest.outbox order by id")) {
            while (rows.next()) {
                var read = codec.read(Map.of("ce_type", "dev.millrace.forge.ref.pushed.v1"), rows.getBytes("value"));
                events.add((RefPushed) ((Read.Understood) read).event());
            }
        }
        return events;
    }

    double count(String outcome) {
        return meters.counter("millrace.ingest.reconciliation.moves", "outcome", outcome)
                .count();
    }

    private record Config() implements ReconciliationConfig {

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Duration grace() {
            return GRACE;
        }

        @Override
        public Duration window() {
            return Duration.ofDays(3);
        }

        @Override
        public int mostRefs() {
            return MOST_REFS;
        }
    }
}
