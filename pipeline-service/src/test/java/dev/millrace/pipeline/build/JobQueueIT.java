package dev.millrace.pipeline.build;

import static dev.millrace.pipeline.build.TestBuilds.job;
import static dev.millrace.pipeline.build.TestBuilds.jobWithRetries;
import static dev.millrace.pipeline.build.TestBuilds.pipeline;
import static dev.millrace.pipeline.build.TestBuilds.pipelineInGroup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.pipeline.workflow.JobDefinition.RetryCause;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import dev.millrace.testing.SettableClock;
import dev.millrace.testing.TestPostgres;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may run which job when, on real PostgreSQL; workers are calls of this test. */
class JobQueueIT {

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final QueueLimits NO_LIMITS = new QueueLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);
    private static final PipelineDefinition ONE_JOB = pipeline(job("unit"));

    private static Database database;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T10:00:00Z"));
    private final Outbox outbox = new Outbox("pipeline", new EventCodec(URI.create("/pipeline")));
    private final BuildStore store = new BuildStore();
    private final JobStore jobStore = new JobStore();
    private final QueueStore queue = new QueueStore();
    private final FinishJob finishJob = new FinishJob(jobStore, outbox, clock);
    private final Builds builds = new Builds(store, jobStore, queue, finishJob, outbox, clock);
    private final Jobs jobs = new Jobs(builds, store, jobStore, queue, finishJob, outbox, clock);

    @BeforeAll
    static void migrate() {
        var source = TestPostgres.database();
        Flyway.configure()
                .dataSource(source)
                .schemas("pipeline")
                .defaultSchema("pipeline")
                .createSchemas(true)
                .locations("db/kit", "db/pipeline")
                .load()
                .migrate();
        database = new Database(source);
    }

    @BeforeEach
    void empty() {
        database.useTransaction(
                tx -> tx.handle().execute("truncate pipeline.build, pipeline.team_claim, pipeline.outbox cascade"));
    }

    @Test
    void givesEachJobToOneWorkerHoweverManyClaimAtTheSameTime() {
        for (int number = 0; number < 40; number++) {
            queued("team" + number % 4, ONE_JOB);
        }
        Set<String> claimed = ConcurrentHashMap.newKeySet();
        List<String> twice = Collections.synchronizedList(new ArrayList<>());

        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < 8; worker++) {
                workers.execute(() -> {
                    Optional<JobClaim> claim = claim(NO_LIMITS);
                    while (claim.isPresent()) {
                        String name = claim.get().buildId() + "/" + claim.get().position();
                        if (!claimed.add(name)) {
                            twice.add(name);
                        }
                        claim = claim(NO_LIMITS);
                    }
                });
            }
        }

        assertThat(twice).isEmpty();
        assertThat(claimed).hasSize(40);
    }

    @Test
    void keepsLimitsExactlyHoweverManyClaimAtTheSameTime() {
        for (int number = 0; number < 20; number++) {
            queued("acme", "acme/one", ONE_JOB, TriggerEvent.CHANGE_OPENED);
            queued("acme", "acme/two", ONE_JOB, TriggerEvent.CHANGE_OPENED);
        }
        List<JobClaim> claimed = Collections.synchronizedList(new ArrayList<>());

        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < 16; worker++) {
                workers.execute(() -> claim(new QueueLimits(5, 3)).ifPresent(claimed::add));
            }
        }

        assertThat(claimed).hasSize(5);
        assertThat(claimed.stream()
                        .collect(Collectors.groupingBy(
                                claim -> find(claim.buildId()).repository(), Collectors.counting()))
                        .values())
                .containsExactlyInAnyOrder(3L, 2L);
    }

    @Test
    void leavesBuildsOfEventsThatItDoesNotKnowToANewerInstance() {
        queued("acme", ONE_JOB);
        database.useTransaction(tx -> tx.handle().execute("update pipeline.build set event = 'discussion.answered'"));
        assertThat(claim(NO_LIMITS)).isEmpty();

        queued("acme", ONE_JOB);

        assertThat(claim(NO_LIMITS)).isPresent();
        assertThat(claim(NO_LIMITS)).isEmpty();
    }

    @Test
    void doesNotLetATeamWithAThousandJobsStarveAnother() {
        for (int number = 0; number < 1000; number++) {
            queued("busy", ONE_JOB);
        }
        clock.advance(Duration.ofMinutes(1));
        for (int number = 0; number < 3; number++) {
            queued("small", ONE_JOB);
        }

        // with one slot, whose job ends before the next begins
        List<String> order = Stream.generate(() -> runNext().team()).limit(8).toList();

        assertThat(order).containsExactly("busy", "small", "busy", "small", "busy", "small", "busy", "busy");
    }

    @Test
    void sharesSlotsAmongTeamsByTheirRunningJobs() {
        for (int number = 0; number < 20; number++) {
            queued("one", ONE_JOB);
            queued("two", ONE_JOB);
        }
        queued("three", ONE_JOB);

        Map<String, Long> running = Stream.generate(() -> claim(NO_LIMITS).orElseThrow())
                .limit(9)
                .collect(Collectors.groupingBy(claim -> find(claim.buildId()).team(), Collectors.counting()));

        assertThat(running).isEqualTo(Map.of("one", 4L, "two", 4L, "three", 1L));
    }

    @Test
    void runsPullRequestsOfATeamBeforeItsTagsAndOlderBuildsFirst() {
        BuildRow tag = queued("acme", "acme/one", ONE_JOB, TriggerEvent.TAG_CREATED);
        clock.advance(Duration.ofSeconds(1));
        BuildRow change = queued("acme", "acme/one", ONE_JOB, TriggerEvent.CHANGE_OPENED);
        clock.advance(Duration.ofSeconds(1));
        BuildRow later = queued("acme", "acme/one", ONE_JOB, TriggerEvent.CHANGE_SYNCHRONIZED);

        List<UUID> order = Stream.generate(() -> runNext().id()).limit(3).toList();

        assertThat(order).containsExactly(change.id(), later.id(), tag.id());
    }

    @Test
    void runsJobsOfOneBuildSideBySideAsTheirNeedsAllow() {
        BuildRow build = queued(
                "acme",
                pipeline(job("build"), job("unit", "build"), job("lint", "build"), job("pack", "unit", "lint")));

        JobClaim first = begin(claim(NO_LIMITS));
        assertThat(claim(NO_LIMITS)).isEmpty();
        finish(first, RunState.PASSED);
        JobClaim unit = begin(claim(NO_LIMITS));
        JobClaim lint = begin(claim(NO_LIMITS));
        assertThat(claim(NO_LIMITS)).isEmpty();
        finish(lint, RunState.PASSED);
        assertThat(claim(NO_LIMITS)).isEmpty();
        finish(unit, RunState.PASSED);
        finish(begin(claim(NO_LIMITS)), RunState.PASSED);

        assertThat(find(build.id()).state()).isEqualTo(RunState.PASSED);
        assertThat(eventTypes())
                .containsExactly(
                        "build.queued",
                        "build.started",
                        "job.started",
                        "job.finished",
                        "job.started",
                        "job.started",
                        "job.finished",
                        "job.finished",
                        "job.started",
                        "job.finished",
                        "build.finished");
    }

    @Test
    void runsBuildsOfAGroupOneAfterTheOtherEvenWithJobsThatCouldRunSideBySide() {
        PipelineDefinition deploy = pipelineInGroup("deploy-${branch}", false, job("a"), job("b"));
        BuildRow first = queued("acme", deploy);
        clock.advance(Duration.ofSeconds(1));
        BuildRow second = queued("acme", deploy);
        JobClaim a = begin(claim(NO_LIMITS));
        JobClaim b = begin(claim(NO_LIMITS));

        assertThat(List.of(a.buildId(), b.buildId())).containsOnly(first.id());
        assertThat(claim(NO_LIMITS)).isEmpty();
        assertThat(standing(second).groupIsBusy()).isTrue();
        finish(a, RunState.PASSED);
        assertThat(claim(NO_LIMITS)).isEmpty();
        finish(b, RunState.PASSED);

        assertThat(claim(NO_LIMITS).orElseThrow().buildId()).isEqualTo(second.id());
    }

    @Test
    void cancelsOlderBuildsOfAGroupThatAsksForIt() {
        PipelineDefinition preview = pipelineInGroup("preview", true, job("a"));
        BuildRow running = queued("acme", preview);
        begin(claim(NO_LIMITS));
        BuildRow waiting = queued("acme", preview);
        BuildRow newest = queued("acme", preview);

        List<UUID> replaced = database.inTransaction(tx -> builds.supersede(tx, newest));

        assertThat(replaced).containsExactlyInAnyOrder(running.id(), waiting.id());
        assertThat(find(waiting.id()).state()).isEqualTo(RunState.CANCELLED);
        assertThat(find(running.id()).cancelledBy()).isPresent();
        assertThat(find(running.id()).state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void replacesBuildsOfOlderHeadsOfAChangeAndNoOthers() {
        PipelineDefinition other =
                new PipelineDefinition("other", "1", "", Map.of(), List.of(), List.of(job("unit")), List.of());
        BuildRow old = change(ONE_JOB, TriggerEvent.CHANGE_OPENED, "old", 7);
        change(other, TriggerEvent.CHANGE_OPENED, "old", 7);
        change(ONE_JOB, TriggerEvent.CHANGE_OPENED, "old", 8);
        change(ONE_JOB, TriggerEvent.CHANGE_MERGED, "merge", 7);
        BuildRow newest = change(ONE_JOB, TriggerEvent.CHANGE_SYNCHRONIZED, "new", 7);

        List<UUID> replaced = database.inTransaction(tx -> builds.supersede(tx, newest));

        assertThat(replaced).containsExactly(old.id());
        assertThat(find(old.id()).reason()).contains("cancelled by a newer build, of commit new");
    }

    @Test
    void givesAJobOfALostWorkerToAnotherOneAndEndsItWhenThatIsLostToo() {
        BuildRow build = queued("acme", ONE_JOB);
        JobClaim lost = begin(claim(NO_LIMITS));

        expire(lost);
        assertThat(takeBackLost()).isEqualTo(1);
        JobClaim second = begin(claim(NO_LIMITS));

        assertThat(finish(lost, RunState.PASSED)).isFalse();
        assertThat(renew(lost)).isEmpty();
        assertThat(renew(second)).isPresent();
        assertThat(onlyJob(build).attempts()).isEqualTo(2);
        expire(second);
        assertThat(takeBackLost()).isEqualTo(1);
        assertThat(find(build.id()).state()).isEqualTo(RunState.ERROR);
        assertThat(find(build.id()).reason()).contains("the worker of job 'unit' was lost in attempt 2");
        assertThat(eventTypes())
                .containsExactly("build.queued", "build.started", "job.started", "job.finished", "build.finished");
    }

    @Test
    void losesOnlyTheJobWhoseWorkerWasLost() {
        BuildRow build = queued("acme", pipeline(job("a"), job("b")));
        JobClaim lost = begin(claim(NO_LIMITS));
        JobClaim other = begin(claim(NO_LIMITS));

        expire(lost);
        takeBackLost();

        assertThat(finish(other, RunState.PASSED)).isTrue();
        finish(begin(claim(NO_LIMITS)), RunState.PASSED);
        assertThat(find(build.id()).state()).isEqualTo(RunState.PASSED);
        assertThat(jobsOf(build)).extracting(JobRow::attempts).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void endsALostJobOfACancelledBuildAsCancelled() {
        BuildRow build = queued("acme", ONE_JOB);
        JobClaim lost = begin(claim(NO_LIMITS));
        database.useTransaction(tx -> builds.cancel(tx, build.id(), "ada"));

        expire(lost);
        takeBackLost();

        assertThat(find(build.id()).state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void takesALostJobBackOnceHoweverManyNoticeIt() {
        for (int number = 0; number < 10; number++) {
            queued("acme", ONE_JOB);
        }
        Stream.generate(() -> begin(claim(NO_LIMITS))).limit(10).forEach(JobQueueIT::expire);

        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < 6; worker++) {
                workers.execute(this::takeBackLost);
            }
        }

        assertThat(Stream.generate(() -> claim(NO_LIMITS))
                        .takeWhile(Optional::isPresent)
                        .count())
                .isEqualTo(10);
    }

    @Test
    void repeatsAJobThatFailsAsItsRetriesAskAndShowsIt() {
        BuildRow build = queued("acme", pipeline(jobWithRetries("unit", 1, RetryCause.FAILURE)));

        finish(begin(claim(NO_LIMITS)), RunState.FAILED, "exit code 3");
        assertThat(onlyJob(build).state()).isEqualTo(RunState.QUEUED);
        assertThat(onlyJob(build).reason()).contains("exit code 3");
        finish(begin(claim(NO_LIMITS)), RunState.PASSED);

        assertThat(onlyJob(build).attempts()).isEqualTo(2);
        assertThat(onlyJob(build).reason()).contains("on attempt 2, after: exit code 3");
        assertThat(find(build.id()).state()).isEqualTo(RunState.PASSED);
    }

    @Test
    void doesNotCountTheAttemptOfAWorkerThatHandsBack() {
        BuildRow build = queued("acme", ONE_JOB);
        JobClaim stopping = begin(claim(NO_LIMITS));

        database.useTransaction(tx -> jobs.handBack(tx, stopping));

        assertThat(onlyJob(build).attempts()).isZero();
        assertThat(begin(claim(NO_LIMITS)).lease()).isNotEqualTo(stopping.lease());
        assertThat(onlyJob(build).attempts()).isEqualTo(1);
    }

    @Test
    void endsJobsThatWaitWhenTheirBuildIsCancelledAndReportsItToTheWorkersOfOthers() {
        BuildRow build = queued("acme", pipeline(job("a"), job("b"), job("c", "a")));
        JobClaim running = begin(claim(NO_LIMITS));

        CancelOutcome outcome = database.inTransaction(tx -> builds.cancel(tx, build.id(), "ada"));

        assertThat(outcome).isInstanceOf(CancelOutcome.Stopping.class);
        assertThat(renew(running)).contains(Optional.of("ada"));
        assertThat(claim(NO_LIMITS)).isEmpty();
        finish(running, RunState.CANCELLED, "cancelled by ada");
        assertThat(find(build.id()).state()).isEqualTo(RunState.CANCELLED);
        assertThat(jobsOf(build))
                .extracting(JobRow::state)
                .containsExactlyInAnyOrder(RunState.CANCELLED, RunState.SKIPPED, RunState.SKIPPED);
    }

    @Test
    void doesNotBeginAJobThatWasCancelledAfterItsClaim() {
        BuildRow build = queued("acme", ONE_JOB);
        JobClaim claim = claim(NO_LIMITS).orElseThrow();
        database.useTransaction(tx -> builds.cancel(tx, build.id(), "ada"));

        Optional<StartedJob> started = database.inTransaction(tx -> jobs.start(tx, claim));

        assertThat(started).isEmpty();
        assertThat(find(build.id()).state()).isEqualTo(RunState.CANCELLED);
        assertThat(eventTypes()).containsExactly("build.queued", "job.finished", "build.finished");
    }

    @Test
    void countsTheJobsAheadOfOneThatWaits() {
        for (int number = 0; number < 5; number++) {
            queued("busy", ONE_JOB);
        }
        BuildRow first = queued("small", ONE_JOB);
        clock.advance(Duration.ofSeconds(1));
        BuildRow second = queued("small", ONE_JOB);

        // of the busy team one job may come first, then as many as of this team
        assertThat(standing(first).ahead()).isEqualTo(1);
        assertThat(standing(second).ahead()).isEqualTo(3);
        assertThat(database.inTransaction(jobs::waiting).count()).isEqualTo(7);
        assertThat(database.inTransaction(jobs::waiting).since()).contains(Instant.parse("2026-11-20T10:00:00Z"));
    }

    @Test
    void makesTheNextAttemptOnceHoweverOftenItIsRequested() {
        BuildRow build = queued("acme", ONE_JOB);
        finish(begin(claim(NO_LIMITS)), RunState.FAILED, "exit code 1");
        List<RerunOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());

        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < 6; caller++) {
                callers.execute(() -> outcomes.add(rerun(build, RerunScope.ALL)));
            }
        }

        assertThat(outcomes.stream().filter(RerunOutcome.Queued.class::isInstance))
                .hasSize(1);
        assertThat(outcomes.stream().filter(RerunOutcome.AlreadyMade.class::isInstance))
                .hasSize(5);
        List<BuildRow> attempts = database.inTransaction(tx -> builds.attempts(tx, build));
        assertThat(attempts).extracting(one -> one.origin().attempt()).containsExactly(1, 2);
        assertThat(attempts.getLast().origin()).isEqualTo(new BuildOrigin(TriggerKind.RERUN, Optional.of("grace"), 2));
        assertThat(attempts.getFirst().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void runsOnlyTheJobsAgainThatDidNotPass() {
        BuildRow build = queued("acme", pipeline(job("a"), job("b"), job("c", "b"), job("d", "a")));
        runAll(Map.of("b", RunState.FAILED));
        assertThat(find(build.id()).state()).isEqualTo(RunState.FAILED);

        BuildRow second = queued(rerun(build, RerunScope.FAILED));
        List<String> ran = runAll(Map.of("c", RunState.FAILED));
        BuildRow third = queued(rerun(second, RerunScope.FAILED));
        List<String> ranThen = runAll(Map.of());

        assertThat(ran).containsExactly("b", "c");
        assertThat(ranThen).containsExactly("c");
        assertThat(find(third.id()).state()).isEqualTo(RunState.PASSED);
        Map<String, JobRow> last = jobsOf(third).stream().collect(Collectors.toMap(JobRow::name, Function.identity()));
        assertThat(last.get("a").ranIn()).isEqualTo(build.id());
        assertThat(last.get("b").ranIn()).isEqualTo(second.id());
        assertThat(last.get("c").ranIn()).isEqualTo(third.id());
        assertThat(rerun(third, RerunScope.FAILED)).isInstanceOf(RerunOutcome.NothingFailed.class);
        assertThat(rerun(third, RerunScope.ALL)).isInstanceOf(RerunOutcome.Queued.class);
    }

    @Test
    void doesNotRunABuildAgainThatHasNotEnded() {
        BuildRow build = queued("acme", ONE_JOB);

        assertThat(rerun(build, RerunScope.ALL)).isEqualTo(new RerunOutcome.NotEnded(RunState.QUEUED));
        assertThat(rerun(TestBuilds.build(ONE_JOB), RerunScope.ALL)).isInstanceOf(RerunOutcome.Unknown.class);
    }

    @Test
    void takesOverBuildsThatThePreviousVersionHasQueuedOrLost() {
        BuildRow waiting = fromPreviousVersion(pipeline(job("a"), job("b", "a")), "");
        BuildRow lost = fromPreviousVersion(
                pipeline(job("a"), job("b", "a")),
                "lease = gen_random_uuid(), lease_until = now() - interval '1 second', state = 'running',"
                        + " started_at = now()");
        BuildRow held = fromPreviousVersion(
                ONE_JOB, "lease = gen_random_uuid(), lease_until = now() + interval '1 hour', state = 'running'");
        execute("update pipeline.job set state = 'running', attempts = 1, started_at = now() where position = 0"
                + " and build_id = '%s'".formatted(lost.id()));

        List<UUID> idle = database.inTransaction(tx -> jobs.idle(tx, 10));
        idle.forEach(id -> database.useTransaction(tx -> jobs.adopt(tx, id)));

        assertThat(idle).containsExactlyInAnyOrder(waiting.id(), lost.id());
        runAll(Map.of());
        assertThat(find(waiting.id()).state()).isEqualTo(RunState.PASSED);
        assertThat(find(lost.id()).state()).isEqualTo(RunState.PASSED);
        assertThat(jobsOf(lost)).extracting(JobRow::attempts).containsExactly(2, 1);
        assertThat(find(held.id()).state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void keepsBuildsFromInstancesOfThePreviousVersion() {
        BuildRow build = queued("acme", ONE_JOB);

        int claimed = database.inTransaction(tx -> tx.handle().execute("""
                update pipeline.build
                set state = 'running', lease = gen_random_uuid(), lease_until = now() + interval '15 seconds'
                where state = 'queued'
                """));

        assertThat(claimed).isZero();
        assertThat(find(build.id()).state()).isEqualTo(RunState.QUEUED);
    }

    private BuildRow fromPreviousVersion(PipelineDefinition pipeline, String update) {
        BuildRow build = TestBuilds.build(pipeline);
        database.useTransaction(tx -> {
            store.add(tx, build);
            jobStore.add(
                    tx,
                    IntStream.range(0, pipeline.jobs().size())
                            .mapToObj(position -> TestBuilds.row(build, position, RunState.QUEUED))
                            .toList());
            // as before this migration
            tx.handle().execute("set local session_replication_role = replica");
            if (!update.isEmpty()) {
                tx.handle().execute("update pipeline.build set %s where id = '%s'".formatted(update, build.id()));
            }
        });
        return build;
    }

    private List<String> runAll(Map<String, RunState> ends) {
        List<String> ran = new ArrayList<>();
        Optional<JobClaim> claim = claim(NO_LIMITS);
        while (claim.isPresent()) {
            JobClaim begun = begin(claim);
            String name = jobsOf(begun.buildId()).get(begun.position()).name();
            ran.add(name);
            finish(begun, ends.getOrDefault(name, RunState.PASSED));
            claim = claim(NO_LIMITS);
        }
        return ran;
    }

    private BuildRow runNext() {
        JobClaim claim = begin(claim(NO_LIMITS));
        finish(claim, RunState.PASSED);
        return find(claim.buildId());
    }

    private BuildRow queued(String team, PipelineDefinition pipeline) {
        return queued(team, team + "/widgets", pipeline, TriggerEvent.TAG_CREATED);
    }

    private BuildRow queued(String team, String repository, PipelineDefinition pipeline, TriggerEvent event) {
        return queue(TestBuilds.build(team, repository, pipeline, event, "beef".repeat(10), Optional.empty()));
    }

    private BuildRow change(PipelineDefinition pipeline, TriggerEvent event, String sha, long number) {
        return queue(TestBuilds.build("acme", "acme/widgets", pipeline, event, sha, Optional.of(number)));
    }

    private BuildRow queue(BuildRow build) {
        BuildRow now = build.again(build.origin(), clock.instant());
        assertThat(database.<Boolean>inTransaction(tx -> builds.queue(tx, now))).isTrue();
        return now;
    }

    private static BuildRow queued(RerunOutcome outcome) {
        assertThat(outcome).isInstanceOf(RerunOutcome.Queued.class);
        return ((RerunOutcome.Queued) outcome).build();
    }

    private RerunOutcome rerun(BuildRow build, RerunScope scope) {
        return database.inTransaction(tx -> builds.rerun(tx, build.id(), scope, "grace", Optional.empty()));
    }

    private Optional<JobClaim> claim(QueueLimits limits) {
        return database.inTransaction(tx -> jobs.claim(tx, LEASE, limits));
    }

    private JobClaim begin(Optional<JobClaim> claim) {
        JobClaim claimed = claim.orElseThrow();
        Optional<StartedJob> started = database.inTransaction(tx -> jobs.start(tx, claimed));
        assertThat(started).isPresent();
        return claimed;
    }

    private boolean finish(JobClaim claim, RunState end) {
        return finish(claim, end, "");
    }

    private boolean finish(JobClaim claim, RunState end, String reason) {
        Optional<String> why = Optional.of(reason).filter(text -> !text.isEmpty());
        return database.inTransaction(tx -> jobs.finish(tx, claim, end, why));
    }

    private Optional<Optional<String>> renew(JobClaim claim) {
        return Optional.ofNullable(database.inTransaction(tx -> jobs.renew(tx, Set.of(claim.lease()), LEASE))
                .get(claim.lease()));
    }

    private int takeBackLost() {
        int taken = 0;
        while (database.inTransaction(jobs::takeBackLost).isPresent()) {
            taken++;
        }
        return taken;
    }

    private static void expire(JobClaim claim) {
        execute("update pipeline.job set lease_until = now() - interval '1 second' where lease = '%s'"
                .formatted(claim.lease()));
    }

    private static void execute(String sql) {
        database.useTransaction(tx -> tx.handle().execute(sql));
    }

    private QueueStanding standing(BuildRow build) {
        return database.inTransaction(tx -> queue.standings(tx, build.id())).get(0);
    }

    private BuildRow find(UUID id) {
        return database.inTransaction(tx -> builds.find(tx, id)).orElseThrow();
    }

    private JobRow onlyJob(BuildRow build) {
        return jobsOf(build).getFirst();
    }

    private List<JobRow> jobsOf(BuildRow build) {
        return jobsOf(build.id());
    }

    private List<JobRow> jobsOf(UUID id) {
        return database.inTransaction(tx -> builds.jobs(tx, id));
    }

    private static List<String> eventTypes() {
        return database.inTransaction(
                tx -> tx.handle().createQuery("""
                        select replace(replace(headers ->> 'ce_type', 'dev.millrace.pipeline.', ''), '.v1', '')
                        from pipeline.outbox order by id
                        """).mapTo(String.class).list());
    }
}
