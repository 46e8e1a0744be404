package dev.millrace.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.git.settings.Settings;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.sync.MappedConfig;
import dev.millrace.sync.SyncConfig;
import dev.millrace.sync.SyncDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncJournalIT {

    private static final SyncOutcome.Failed FAILED = new SyncOutcome.Failed("down", Optional.empty());

    private static Database database;

    @TempDir
    Path folder;

    private final MirrorStore mirrors = new MirrorStore();
    private final MirrorStateStore states = new MirrorStateStore();
    private final RunStore runs = new RunStore();
    private final UUID mirror = UUID.randomUUID();

    @BeforeAll
    static void migrate() {
        database = SyncDatabase.create();
    }

    @BeforeEach
    void registerAMirror() {
        database.useTransaction(tx -> {
            tx.handle().execute("truncate sync.mirror, sync.budget, sync.run, sync.outbox cascade");
            mirrors.save(
                    tx,
                    new NewMirror(mirror, "acme", "acme/x", "forge.test:1", "https://forge.test/x.git", "7"),
                    "new");
        });
    }

    @Test
    void announcesARequestedPassAndItsSuccess() {
        SyncJournal journal = journal("1M");
        Lease lease = journal.begin().orElseThrow();

        journal.progress(Map.of(lease.syncId(), "branches: moving refs"));
        MirrorRow during = state();
        journal.end(lease, equal(2));

        assertThat(during.leased()).hasValueSatisfying(pass -> {
            assertThat(pass.syncId()).isEqualTo(lease.syncId());
            assertThat(pass.progress()).contains("branches: moving refs");
        });
        assertThat(state().leased()).isEmpty();
        assertThat(state().behind()).isFalse();
        assertThat(events()).containsExactly("dev.millrace.git.sync.started.v1", "dev.millrace.git.sync.succeeded.v1");
        assertThat(outcomes()).containsExactly(RunRow.Outcome.SUCCEEDED);
    }

    @Test
    void measuresMirrorsThatAreDueAndThatNothingHoldsBack() {
        SyncJournal journal = journal("1M");
        Waiting due = waiting(journal);
        database.useTransaction(
                tx -> tx.handle()
                        .execute(
                                "insert into sync.budget select budget, now() + interval '1 hour', 'asked to' from sync.mirror"));
        Waiting paused = waiting(journal);
        database.useTransaction(tx -> tx.handle().execute("truncate sync.budget"));

        Lease lease = journal.begin().orElseThrow();
        Waiting leased = waiting(journal);
        journal.end(lease, FAILED);

        assertThat(due.count()).isEqualTo(1);
        assertThat(due.since()).isPresent();
        assertThat(paused.count()).isZero();
        assertThat(leased).isEqualTo(new Waiting(0, Optional.empty()));
        assertThat(waiting(journal).count()).isZero();
    }

    private static Waiting waiting(SyncJournal journal) {
        return database.inStatement(journal::waiting);
    }

    @Test
    void writesNothingOfAPassThatLostItsLease() {
        Lease stale = journal("0.1S").begin().orElseThrow();
        SyncJournal journal = journal("1M");
        Lease current = await().atMost(Duration.ofSeconds(10))
                .until(journal::begin, Optional::isPresent)
                .orElseThrow();
        List<String> before = events();

        journal.end(stale, equal(5));
        journal.end(stale, FAILED);
        journal.end(stale, new SyncOutcome.GivenUp());

        assertThat(current.repository()).isEqualTo(stale.repository());
        assertThat(journal.renew(Set.of(stale.syncId(), current.syncId()))).containsExactly(current.syncId());
        assertThat(state().leased()).map(MirrorRow.Pass::syncId).contains(current.syncId());
        assertThat(state().failures()).isZero();
        assertThat(events()).isEqualTo(before);
        assertThat(outcomes()).isEmpty();
    }

    @Test
    void recordsAFailureAndWhenItIsRetried() {
        SyncJournal journal = journal("1M");
        Lease lease = journal.begin().orElseThrow();

        journal.end(lease, FAILED);

        assertThat(state().failures()).isEqualTo(1);
        assertThat(state().lastError()).contains("down");
        assertThat(events()).containsExactly("dev.millrace.git.sync.started.v1", "dev.millrace.git.sync.failed.v1");
        assertThat(outcomes()).containsExactly(RunRow.Outcome.FAILED);
        assertThat(journal.begin()).isEmpty();
    }

    @Test
    void pausesTheOtherMirrorsOfALimitedBudget() {
        SyncJournal journal = journal("1M");
        Lease lease = journal.begin().orElseThrow();
        database.useTransaction(tx -> mirrors.save(
                tx,
                new NewMirror(UUID.randomUUID(), "acme", "acme/y", "forge.test:2", "https://forge.test/y.git", "7"),
                "new"));

        journal.end(lease, new SyncOutcome.Limited("429", Duration.ofMinutes(5)));

        assertThat(journal.begin()).isEmpty();
    }

    @Test
    void handsAnAbortedPassToAnotherWorker() {
        SyncJournal journal = journal("1M");
        Lease lease = journal.begin().orElseThrow();

        journal.end(lease, new SyncOutcome.GivenUp());

        assertThat(journal.begin())
                .hasValueSatisfying(next -> assertThat(next.syncId()).isNotEqualTo(lease.syncId()));
    }

    @Test
    void removesAMirrorThatIsGone() {
        SyncJournal journal = journal("1M");

        journal.end(journal.begin().orElseThrow(), new SyncOutcome.Gone());

        Optional<MirrorRow> row = database.inTransaction(tx -> states.find(tx, "acme", mirror));
        assertThat(row).isEmpty();
    }

    private SyncJournal journal(String lease) {
        Clock clock = Clock.systemUTC();
        return new SyncJournal(
                database,
                mirrors,
                states,
                new LeaseStore(),
                new UpstreamKeyStore(),
                new AwaitedCommitStore(),
                new BudgetStore(),
                runs,
                new Upstreams(database, SecretBox.createdIn(folder.resolve("keys.json")), clock),
                new Settings(database, clock),
                new Outbox("sync", new EventCodec(URI.create("/test"))),
                MappedConfig.read(
                        Map.of("millrace.sync.lease", lease, "millrace.sync.first-backoff", "1M"), SyncConfig.class),
                clock);
    }

    private MirrorRow state() {
        return database.inTransaction(tx -> states.find(tx, "acme", mirror)).orElseThrow();
    }

    private List<RunRow.Outcome> outcomes() {
        return database.inTransaction(tx -> runs.list(tx, mirror, 10)).stream()
                .map(RunRow::outcome)
                .toList();
    }

    private static List<String> events() {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select headers ->> 'ce_type' from sync.outbox order by id")
                .mapTo(String.class)
                .list());
    }

    private static SyncOutcome.Equal equal(int refsMoved) {
        return new SyncOutcome.Equal(
                Instant.parse("2026-11-20T12:00:00Z"), refsMoved, 1, List.of(), Set.of(), Set.of(), Optional.empty());
    }
}
