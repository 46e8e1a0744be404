package dev.millrace.insights.fact;

import static dev.millrace.insights.Forge.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.CommitsReached.ReachedCommit;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.insights.Forge;
import dev.millrace.insights.metric.Authors;
import dev.millrace.insights.metric.ChangeDeliveryTime;
import dev.millrace.insights.metric.ChangeLeadTime;
import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.CommitGraph;
import dev.millrace.insights.metric.DeploymentFrequency;
import dev.millrace.insights.metric.DeploymentLog;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Scope;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.TestPostgres;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The central guarantee, on real PostgreSQL: whatever the order in which events arrive, and however often, the facts and
 * the numbers are the same. The inbox is left out on purpose, so that the tables alone must uphold it.
 */
class FactOrderIT {

    private static final Instant START = RandomStory.START;
    private static final Window WINDOW =
            new Window(START, START.plusSeconds(60 * 86_400), ZoneId.of("America/New_York"));
    private static final int ORDERS = 4;

    private static Database database;
    private static RecordFacts record;
    private static ReadFacts read;

    @BeforeAll
    static void migrates() {
        var dataSource = TestPostgres.database();
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("insights")
                .defaultSchema("insights")
                .locations("db/kit", "db/insights")
                .load()
                .migrate();
        database = new Database(dataSource);
        var repositories = new KnownRepositoryStore();
        var facts = new FactStore();
        var progress = new ProgressStore();
        var flow = new FlowFactStore();
        var sources = new SourceFactStore();
        record = new RecordFacts(repositories, facts, flow, sources, progress);
        read = new ReadFacts(database, repositories, facts, flow, sources, new IncidentStore(), progress);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void givesTheSameNumbersForAnyOrderAndAnyRepeats(long seed) {
        var random = new Random(seed);
        var forge = new Forge("team" + seed, "acme/order");
        List<Event> events = RandomStory.of(forge, random);
        Answer expected = null;
        for (int order = 0; order < ORDERS; order++) {
            var shuffled = new ArrayList<>(events);
            // a third arrives twice or three times
            events.stream().filter(event -> random.nextInt(3) == 0).forEach(shuffled::add);
            events.stream().filter(event -> random.nextInt(10) == 0).forEach(shuffled::add);
            Collections.shuffle(shuffled, random);

            clear();
            int done = 0;
            while (done < shuffled.size()) {
                int batch = Math.min(1 + random.nextInt(20), shuffled.size() - done);
                List<Event> together = shuffled.subList(done, done + batch);
                database.useTransaction(tx -> together.forEach(event -> record.record(tx, event)));
                done += batch;
            }

            Answer answer = answer(forge);
            if (expected == null) {
                expected = answer;
                assertThat(answer.frequency().n()).isGreaterThan(3);
                assertThat(answer.leadTime().seconds().n()).isGreaterThan(3);
            }
            assertThat(answer).isEqualTo(expected);
        }
    }

    @Test
    void keepsOneFinalStateOfAChangeInTwoHundredOrders() { // ChangeLifeTest has a thousand
        var random = new Random(20261129);
        clear();
        for (long number = 1; number <= 200; number++) {
            List<ChangeUpdated> order = ChangeLife.shuffled(number, random);
            database.useTransaction(tx -> order.forEach(event -> record.record(tx, event)));
        }

        List<ChangeFact> kept = database.inTransaction(tx -> new FactStore().changes(tx, ChangeLife.REPOSITORY.key()));

        assertThat(kept).hasSize(200);
        assertThat(kept).allSatisfy(change -> assertThat(change).isEqualTo(ChangeLife.end(change.number())));
    }

    @Test
    void keepsTheSamePushOfAReconciledChangeAndItsLateReportsInAnyOrder() {
        var forge = new Forge("acme", "acme/late");
        var late = (RefPushed) forge.pushed("main", "a", "c", Forge.listed("b", START), Forge.listed("c", START));
        var part = (RefPushed) forge.pushed("main", "b", "c", Forge.listed("c", START));
        RefPushed reconciled = RefPushed.reconciled(
                late.eventId(),
                late.repository(),
                late.installationId(),
                late.ref(),
                late.before(),
                late.after(),
                START);
        List<Event> reports = new ArrayList<>(List.of(reconciled, late, part.withId(late.eventId()), late));
        var random = new Random(20261130);
        for (int order = 0; order < 20; order++) {
            clear();
            Collections.shuffle(reports, random);
            database.useTransaction(tx -> reports.forEach(event -> record.record(tx, event)));

            List<String> kept = database.inTransaction(tx -> tx.handle()
                    .createQuery("""
                            select concat_ws(' ', before, after, jsonb_array_length(commits)) from insights.push
                            where forge_key = :key
                            """)
                    .bind("key", late.key())
                    .mapTo(String.class)
                    .list());

            assertThat(kept)
                    .containsExactly("%s %s 2"
                            .formatted(late.before().orElseThrow(), late.after().orElseThrow()));
        }
    }

    @Test
    void interpolatesQuantilesAsPostgresqlDoes() {
        var random = new Random(11);
        for (int n : new int[] {1, 2, 3, 10, 101, 1000}) {
            List<Double> values = random.doubles(n, 0, 1e7).boxed().toList();

            Quantiles ours = Quantiles.of(values, Quantiles.Method.CONTINUOUS);

            double[] theirs = database.inTransaction(tx -> tx.handle()
                    .createQuery("""
                            select percentile_cont(array[0.5, 0.75, 0.9, 0.95]) within group (order by value) as quantiles
                            from unnest(cast(:values as float8[])) as value
                            """)
                    .bind("values", values.toString().replace('[', '{').replace(']', '}'))
                    .map((row, context) -> Stream.of(
                                    (Double[]) row.getArray("quantiles").getArray())
                            .mapToDouble(Double::doubleValue)
                            .toArray())
                    .one());
            assertThat(Stream.of(ours.median(), ours.p75(), ours.p90(), ours.p95())
                            .mapToDouble(quantile -> quantile.orElseThrow())
                            .toArray())
                    .containsExactly(theirs, offset(1e-6));
        }
    }

    @Test
    void keepsAFactAsReportedToTheMicrosecond() {
        var forge = new Forge("acme", "acme/micro");
        Instant at = Instant.parse("2026-03-02T10:00:00.123456789Z");
        Event reached = forge.reached(commit("a", at, at));
        Event deployed = forge.deployed("1", "a", at);

        database.useTransaction(tx -> {
            record.record(tx, reached);
            record.record(tx, deployed);
        });

        var repository = read.find("acme", "acme/micro").orElseThrow();
        Instant kept = Instant.parse("2026-03-02T10:00:00.123456Z");
        List<CommitFact> commits = commits(repository);
        assertThat(commits).extracting(CommitFact::authoredAt).containsExactly(kept);
        assertThat(read.facts(repository).statuses())
                .extracting(DeploymentStatusFact::at)
                .containsExactly(kept);
    }

    @Test
    void knowsARepositoryByItsNewestNameWhateverArrivesLast() {
        var forge = new Forge("acme", "acme/old");
        var renamed = new MirroredRepository(forge.mirror.id(), "acme", "acme/new", forge.mirror.upstreamKey());
        Event before = forge.synced(START);
        Event after = new SyncSucceeded(new UUID(9, 9), renamed, new UUID(1, 2), 0, 1, START.plusSeconds(60));

        database.useTransaction(tx -> {
            record.record(tx, after);
            record.record(tx, before);
        });

        assertThat(read.find("acme", "acme/new")).isPresent();
        assertThat(read.find("acme", "acme/old")).isEmpty();
    }

    @Test
    void countsWhatHappenedAtAnUpstreamOnceForEachOfTheMirrorsThatATeamHasOfIt() { // #9.18
        var forge = new Forge("acme", "acme/shared");
        var copy = new MirroredRepository(UUID.randomUUID(), "acme", "my-copy", forge.mirror.upstreamKey());
        var foreign = new MirroredRepository(UUID.randomUUID(), "globex", "copy", forge.mirror.upstreamKey());
        List<Event> events = List.of(
                forge.reached(commit("a", START), commit("b", START, "a")),
                new CommitsReached(
                        UUID.randomUUID(),
                        copy,
                        "refs/heads/main",
                        Forge.sha("c"),
                        1,
                        0,
                        List.of(commit("c", START, "b"), commit("b", START, "a")),
                        START),
                new SyncSucceeded(UUID.randomUUID(), foreign, new UUID(1, 2), 0, 1, START),
                forge.deployed("1", "c", START.plusSeconds(60)));

        database.useTransaction(tx -> events.forEach(event -> record.record(tx, event)));

        for (String name : List.of("acme/shared", "my-copy")) {
            KnownRepository repository = read.find("acme", name).orElseThrow();
            assertThat(read.count(repository).deployments()).isEqualTo(1);
            assertThat(read.count(repository).commits()).isEqualTo(3);
            assertThat(Set.copyOf(commits(repository)))
                    .extracting(CommitFact::id)
                    .containsExactlyInAnyOrder(Forge.sha("a"), Forge.sha("b"), Forge.sha("c"));
        }
        // commits are what a team's own mirrors know
        assertThat(read.count(read.find("globex", "copy").orElseThrow()).commits())
                .isZero();
        FactsVersion before = read.version(read.find("acme", "my-copy").orElseThrow());
        database.useTransaction(tx -> record.record(tx, forge.reached(commit("d", START, "a"))));
        assertThat(read.version(read.find("acme", "my-copy").orElseThrow()).git())
                .isNotEqualTo(before.git());
    }

    /** A team may take merges to the default branch for deployments. */
    @Test
    void countsAnotherDefaultBranchAsANewFact() {
        var forge = new Forge("acme", "acme/branched");
        database.useTransaction(tx -> record.record(tx, forge.synced(START)));
        KnownRepository repository = read.find("acme", "acme/branched").orElseThrow();
        database.useTransaction(tx -> record.record(tx, forge.renamed("acme/branched", START)));
        FactsVersion known = read.version(repository);

        database.useTransaction(tx -> record.record(tx, forge.renamed("acme/other", START.plusSeconds(1))));

        assertThat(known.forge()).isPositive();
        assertThat(read.version(repository).forge()).as("the same branch").isEqualTo(known.forge());
        assertThat(read.facts(repository).defaultBranch()).contains(forge.repository.defaultBranch());
    }

    @Test
    void storesACommitTitleThatPostgresqlWouldRefuse() {
        var forge = new Forge("acme", "acme/nul");
        ReachedCommit plain = commit("a", START);
        Event reached = forge.reached(new ReachedCommit(
                plain.id(),
                List.of(),
                "a\0b",
                plain.authorName(),
                plain.authorEmail(),
                START,
                START,
                List.of("Robin\0 <robin@agents.example>", "Eve <eve@example.org>")));

        database.useTransaction(tx -> record.record(tx, reached));

        CommitFact stored = commits(read.find("acme", "acme/nul").orElseThrow()).getFirst();
        assertThat(stored.title()).isEqualTo("a\uFFFDb");
        assertThat(stored.coAuthors()).containsExactly("Robin\uFFFD <robin@agents.example>", "Eve <eve@example.org>");
    }

    private static Answer answer(Forge forge) {
        KnownRepository repository =
                read.find(forge.mirror.team(), forge.mirror.name()).orElseThrow();
        List<CommitFact> commits = commits(repository);
        Facts facts = read.facts(repository);
        var log = DeploymentLog.of(
                facts,
                CommitGraph.of(commits, new Authors(RandomStory.AGENTS)),
                new Scope(Optional.of(Tier.PRODUCTION), Optional.empty()));
        return new Answer(
                facts,
                Set.copyOf(commits),
                log.successes().toString(),
                DeploymentFrequency.of(log, WINDOW, Choices.DEFAULT),
                ChangeLeadTime.of(log, WINDOW, Choices.DEFAULT),
                ChangeDeliveryTime.of(log, WINDOW, Choices.DEFAULT),
                read.count(repository),
                read.version(repository).dataThrough(),
                read.countFinishedBuilds(repository, WINDOW.from(), WINDOW.to()));
    }

    private record Answer(
            Facts facts,
            Set<CommitFact> commits,
            String successes,
            DeploymentFrequency frequency,
            ChangeLeadTime leadTime,
            ChangeDeliveryTime deliveryTime,
            FactCounts counts,
            Optional<Instant> dataThrough,
            Map<String, Long> builds) {}

    private static List<CommitFact> commits(KnownRepository repository) {
        var commits = new ArrayList<CommitFact>();
        read.forEachCommit(repository, commits::add);
        return commits;
    }

    private static void clear() {
        database.useTransaction(tx -> tx.handle().execute("""
                truncate insights.repository, insights.forge_repository, insights.deployment_status, insights.change,
                         insights.push, insights.commit, insights.build_step, insights.progress
                """));
    }
}
