package dev.millrace.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.trace.Tracing;
import dev.millrace.sync.SyncDatabase;
import dev.millrace.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MirrorStoreIT {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Instant CHECKED_AT = Instant.parse("2026-11-20T12:00:00Z");
    private static Database database;

    private final MirrorStore store = new MirrorStore();
    private final LeaseStore leases = new LeaseStore();
    private final MirrorStateStore states = new MirrorStateStore();

    @BeforeAll
    static void migrate() {
        database = SyncDatabase.create();
    }

    @BeforeEach
    void empty() {
        database.useTransaction(tx -> tx.handle().execute("truncate sync.mirror, sync.budget cascade"));
    }

    @Test
    void leasesAMirrorToOneWorkerOnly() {
        register();

        Optional<Lease> first = lease(LONG);
        Optional<Lease> second = lease(LONG);

        assertThat(first).isPresent();
        assertThat(first.get().requested()).isTrue();
        assertThat(second).isEmpty();
    }

    @Test
    void leasesEachOfManyMirrorsOnceToWorkersThatAskAtOnce() throws Exception {
        for (int i = 0; i < 40; i++) {
            register();
        }
        List<Callable<Optional<Lease>>> workers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            workers.add(() -> lease(LONG));
        }

        List<UUID> leased = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var answer : threads.invokeAll(workers)) {
                answer.get().ifPresent(lease -> leased.add(lease.repository().id()));
            }
        }

        assertThat(leased).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void leasesAgainWhenALeaseIsNotRenewed() {
        register();
        Lease dead = lease(Duration.ofMillis(200)).orElseThrow();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(lease(LONG))
                        .hasValueSatisfying(
                                taken -> assertThat(taken.repository()).isEqualTo(dead.repository())));

        assertThat(renew(dead, LONG)).isEmpty();
        assertThat(succeed(dead, LONG)).isFalse();
        assertThat(fail(dead, "late", LONG, false)).isFalse();
    }

    @Test
    void keepsALeaseThatIsRenewed() {
        register();
        Lease held = lease(Duration.ofMillis(1_500)).orElseThrow();

        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(renew(held, Duration.ofMillis(1_500))).contains(held.syncId());
            assertThat(lease(LONG)).isEmpty();
        });
    }

    @Test
    void restsAfterASuccessUntilTheNextSweep() {
        register();
        Lease lease = lease(LONG).orElseThrow();

        succeed(lease, Duration.ofSeconds(2));

        assertThat(lease(LONG)).isEmpty();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(lease(LONG))
                        .hasValueSatisfying(poll -> assertThat(poll.requested()).isFalse()));
    }

    @Test
    void isDueAtOnceAfterASuccessWhenRequestedMeanwhile() {
        UUID id = register();
        Lease lease = lease(LONG).orElseThrow();
        for (int i = 0; i < 10; i++) {
            in(tx -> store.request(tx, id, "again"));
        }

        succeed(lease, LONG);

        Lease again = lease(LONG).orElseThrow();
        assertThat(again.requested()).isTrue();
        assertThat(again.reason()).isEqualTo("again");
        succeed(again, LONG);
        assertThat(lease(LONG)).isEmpty();
    }

    @Test
    void doesNotLetARequestShortenAWaitAfterAFailure() {
        UUID id = register();
        Lease lease = lease(LONG).orElseThrow();
        fail(lease, "down", Duration.ofSeconds(2), false);

        in(tx -> store.request(tx, id, "hurry"));

        assertThat(lease(LONG)).isEmpty();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(lease(LONG))
                        .hasValueSatisfying(
                                taken -> assertThat(taken.failures()).isEqualTo(1)));
    }

    @Test
    void triesRefusedCredentialsAgainOnRequest() {
        UUID id = register();
        Lease lease = lease(LONG).orElseThrow();
        fail(lease, "no", LONG, true);
        assertThat(lease(LONG)).isEmpty();

        in(tx -> store.request(tx, id, "the key was replaced"));

        assertThat(lease(LONG)).isPresent();
    }

    @Test
    void doesNotLeaseAParkedMirrorOnRequest() {
        UUID id = register();
        database.useTransaction(tx -> store.park(tx, id));

        in(tx -> store.request(tx, id, "please"));

        assertThat(lease(LONG)).isEmpty();
    }

    @Test
    void leavesAMirrorParkedThatWasParkedDuringAPass() {
        UUID id = register();
        Lease lease = lease(LONG).orElseThrow();
        database.useTransaction(tx -> store.park(tx, id));

        fail(lease, "401", Duration.ZERO, true);

        Optional<MirrorRow> row = in(tx -> states.find(tx, "acme", id));
        assertThat(row.orElseThrow().parked()).contains("INSTALLATION");
    }

    @Test
    void givesALeaseBackForTheNextWorker() {
        register();
        Lease lease = lease(LONG).orElseThrow();

        database.useTransaction(tx -> leases.release(tx, lease.syncId()));

        assertThat(lease(LONG)).isPresent();
    }

    @Test
    void leasesToTheTeamWithTheFewestPassesUnderWay() {
        for (int i = 0; i < 20; i++) {
            register("busy", "7");
        }
        register("quiet", "8");

        List<String> teams = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            teams.add(lease(LONG).orElseThrow().repository().team());
        }

        assertThat(teams.subList(0, 2)).containsExactlyInAnyOrder("busy", "quiet");
        assertThat(teams.get(2)).isEqualTo("busy");
    }

    @Test
    void leasesRequestedMirrorsBeforePolledOnes() {
        UUID swept = register();
        succeed(lease(LONG).orElseThrow(), Duration.ZERO);
        UUID requested = register();

        assertThat(lease(LONG).orElseThrow().repository().id()).isEqualTo(requested);
        assertThat(lease(LONG).orElseThrow().repository().id()).isEqualTo(swept);
    }

    @Test
    void delaysOnlyTheBudgetThatTheForgeAskedToWait() {
        register("acme", "7");
        UUID other = register("acme", "8");
        var budgets = new BudgetStore();

        database.useTransaction(tx -> budgets.pause(tx, "installation:7", LONG, "429"));
        database.useTransaction(tx -> budgets.pause(tx, "installation:7", Duration.ZERO, "429 again"));

        assertThat(lease(LONG).orElseThrow().repository().id()).isEqualTo(other);
        assertThat(lease(LONG)).isEmpty();
    }

    @Test
    void letsABudgetGoOnWhenItsPauseIsOver() {
        register("acme", "7");
        var budgets = new BudgetStore();
        database.useTransaction(tx -> budgets.pause(tx, "installation:7", Duration.ofSeconds(1), "429"));

        assertThat(lease(LONG)).isEmpty();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(lease(LONG)).isPresent());
    }

    @Test
    void makesNoMorePassesAtOnceThanABudgetAllows() {
        for (int i = 0; i < 4; i++) {
            register("acme", "7");
        }
        List<Optional<Lease>> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            taken.add(in(tx -> leases.lease(tx, UUID.randomUUID(), LONG, 2)));
        }

        assertThat(taken).filteredOn(Optional::isPresent).hasSize(2);
    }

    @Test
    void pollsWhatHasNoIntervalOnlyOnRequest() {
        UUID id = register();
        Lease lease = lease(LONG).orElseThrow();
        var equal = new SyncOutcome.Equal(
                CHECKED_AT, 0, 1, List.of("refs/heads/x: broken"), Set.of(), Set.of(), Optional.empty());
        in(tx -> leases.succeed(tx, lease.syncId(), equal, Optional.empty()));

        MirrorRow row = in(tx -> states.find(tx, "acme", id)).orElseThrow();
        assertThat(row.nextAt()).isEmpty();
        assertThat(row.faults()).containsExactly("refs/heads/x: broken");
        assertThat(lease(LONG)).isEmpty();

        in(tx -> store.request(tx, id, "now"));

        assertThat(lease(LONG)).isPresent();
    }

    @Test
    void keepsTheNewestRefsOnDemand() {
        UUID id = register();
        for (int number = 1; number <= 5; number++) {
            String ref = "refs/pull/" + number + "/head";
            database.useTransaction(tx -> store.demand(tx, id, ref, 3));
        }
        database.useTransaction(tx -> store.demand(tx, id, "refs/pull/4/head", 3));
        database.useTransaction(tx -> store.undemand(tx, id, List.of("refs/pull/5/head")));

        assertThat(lease(LONG).orElseThrow().demanded())
                .containsExactlyInAnyOrder("refs/pull/3/head", "refs/pull/4/head");
    }

    @Test
    void letsAPassContinueTheTraceOfItsNewestRequestAndAPollNone() {
        String traceId = UUID.randomUUID().toString().replace("-", "");
        UUID id = register();
        Tracing.start(RecordedSpans.telemetry(Sampler.parentBased(Sampler.alwaysOn())));
        try {
            TraceSpan.ofWork("request", "00-" + traceId + "-b7ad6b7169203331-01")
                    .run(() -> in(tx -> store.request(tx, id, "push")));
        } finally {
            Tracing.stop();
        }

        Lease requested = lease(LONG).orElseThrow();
        succeed(requested, Duration.ZERO);
        Lease poll = lease(LONG).orElseThrow();

        assertThat(requested.traceparent()).get().asString().startsWith("00-" + traceId);
        assertThat(poll.traceparent()).isEmpty();
    }

    @Test
    void writesNoTraceWhileTracingIsOff() {
        UUID id = register();
        in(tx -> store.request(tx, id, "push"));

        assertThat(lease(LONG).orElseThrow().traceparent()).isEmpty();
    }

    @Test
    void movesTheMirrorsOfOneTeamOnly() { // #9.18
        UUID mine = attach("acme");
        UUID anothers = attach("other");

        List<UUID> ofTheTeam = elsewhere(Optional.of("acme"));
        assertThat(ofTheTeam).containsExactly(mine);
        List<UUID> ofAll = elsewhere(Optional.empty());
        assertThat(ofAll).containsExactlyInAnyOrder(mine, anothers);
    }

    private List<UUID> elsewhere(Optional<String> team) {
        return in(tx -> new UpstreamKeyStore().elsewhere(tx, "forge.test/renamed", "forge.test:1", team));
    }

    private UUID attach(String team) {
        UUID id = UUID.randomUUID();
        database.useTransaction(tx -> store.save(
                tx,
                new NewMirror(
                        id,
                        team,
                        team + "/" + id,
                        Optional.of("forge.test:1"),
                        "https://forge.test/x.git",
                        Optional.empty(),
                        UpstreamMode.CREDENTIALS,
                        true,
                        "github"),
                "new"));
        return id;
    }

    private UUID register(String team, String installation) {
        UUID id = UUID.randomUUID();
        database.useTransaction(tx -> store.save(
                tx,
                new NewMirror(id, team, team + "/" + id, "forge.test:1", "https://forge.test/x.git", installation),
                "new"));
        return id;
    }

    private UUID register() {
        UUID id = UUID.randomUUID();
        database.useTransaction(tx -> store.save(
                tx, new NewMirror(id, "acme", "acme/" + id, "forge.test:1", "https://forge.test/x.git", "7"), "new"));
        return id;
    }

    private Optional<Lease> lease(Duration length) {
        return in(tx -> leases.lease(tx, UUID.randomUUID(), length, 100));
    }

    private Set<UUID> renew(Lease lease, Duration length) {
        return in(tx -> leases.renew(tx, Set.of(lease.syncId()), length));
    }

    private boolean succeed(Lease lease, Duration nextPoll) {
        var equal = new SyncOutcome.Equal(CHECKED_AT, 0, 1, List.of(), Set.of(), Set.of(), Optional.empty());
        return in(tx -> leases.succeed(tx, lease.syncId(), equal, Optional.of(nextPoll)));
    }

    private boolean fail(Lease lease, String reason, Duration rest, boolean isRefused) {
        var run = new RunRow(
                lease.syncId(),
                "test",
                CHECKED_AT,
                CHECKED_AT,
                RunRow.Outcome.FAILED,
                0,
                Optional.of(reason),
                Optional.empty());
        var ending = new Ending.Failed(reason, Optional.of(rest), isRefused, false, Optional.empty(), run);
        return in(tx -> leases.fail(tx, lease.syncId(), ending));
    }

    private static <T> T in(Function<Transaction, T> work) {
        return database.inTransaction(work);
    }
}
