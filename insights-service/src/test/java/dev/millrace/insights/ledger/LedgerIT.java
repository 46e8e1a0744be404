package dev.millrace.insights.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Event;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.Forge;
import dev.millrace.insights.definition.DefinitionsBody;
import dev.millrace.insights.definition.DefinitionsBody.OwnershipBody;
import dev.millrace.insights.definition.DefinitionsBody.ServiceBody;
import dev.millrace.insights.definition.DefinitionsBody.TierBody;
import dev.millrace.insights.definition.SaveOutcome;
import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FactsChanged;
import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.RandomStory;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.fact.RecordFacts;
import dev.millrace.insights.metric.ActorClass;
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
import dev.millrace.kit.database.Signals;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored, on real PostgreSQL, is what the functions give, at every time and by every way to read it. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class LedgerIT {

    private static final List<Double> QUANTILES = List.of(0.5, 0.75, 0.9, 0.95);
    private static final List<String> ZONES =
            List.of("UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham");

    private static final Window EVER = new Window(
            RandomStory.START.minusSeconds(86_400), RandomStory.START.plusSeconds(864_000), ZoneId.of("UTC"));

    @Inject
    Database database;

    @Inject
    TeamDefinitions definitions;

    @Inject
    ReadRestatements restatements;

    @Inject
    DeriveHistory deriveHistory;

    @Inject
    SwapDefinitions swapDefinitions;

    @Inject
    RecordFacts record;

    @Inject
    ReadFacts read;

    @Inject
    ReadLedger ledger;

    @Inject
    LedgerAuthors authors;

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void readsWhatTheFunctionsGiveWhateverTheOrderOfEvents(long seed) {
        var random = new Random(seed);
        var forge = new Forge("ledger" + seed, "acme/ledger");
        List<Event> events = new ArrayList<>(RandomStory.of(forge, random));
        events.addAll(List.copyOf(events.subList(0, events.size() / 3)));
        Collections.shuffle(events, random);
        for (int from = 0; from < events.size(); from += 25) {
            List<Event> together = events.subList(from, Math.min(from + 25, events.size()));
            database.useTransaction(tx -> together.forEach(event -> record.record(tx, event)));
        }
        waitUntilDerived(forge);

        KnownRepository repository =
                read.find(forge.mirror.team(), forge.mirror.name()).orElseThrow();
        DeploymentLog log = log(repository);
        int items = 0;
        for (int nth = 0; nth < 25; nth++) {
            Window window = window(random);
            Quantiles lead = ChangeLeadTime.of(log, window, Choices.DEFAULT).seconds();
            Quantiles delivery =
                    ChangeDeliveryTime.of(log, window, Choices.DEFAULT).seconds();
            items += lead.n();
            assertEverywhere(repository, ItemMetric.CHANGE_LEAD_TIME, window, lead);
            assertEverywhere(repository, ItemMetric.CHANGE_DELIVERY_TIME, window, delivery);
            assertThat(finishes(repository, window))
                    .isEqualTo(
                            DeploymentFrequency.of(log, window, Choices.DEFAULT).n());
        }
        assertThat(items).as("otherwise this proves little").isGreaterThan(50);
    }

    @Test
    void forgetsAHistoryWhoseRepositoryMovedToAnotherTeam() {
        var before = new Forge("ledger-before", "acme/moves");
        database.useTransaction(tx -> RandomStory.of(before, new Random(1)).forEach(event -> record.record(tx, event)));
        waitUntilDerived(before);
        assertThat(repositories("ledger-before")).isEqualTo(1);

        database.useTransaction(tx -> tx.handle()
                .createUpdate("update insights.repository set team = 'ledger-after' where team = 'ledger-before'")
                .execute());

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(repositories("ledger-before")).isZero());
        assertThat(count("""
                        select count(*) from insights.history_item where team_population = (
                            select population_id from insights.population where team = 'ledger-before' and owner = '')
                        """)).isZero();
    }

    /** Each repository was deployed once to production and once to eu-1; three would be a mixture of two definitions. */
    @Test
    void readsOneCompleteVersionOfDefinitionsWhateverIsKilledMeanwhile() {
        List<Forge> forges = List.of(new Forge("ledger-swap", "acme/one"), new Forge("ledger-swap", "acme/two"));
        for (Forge forge : forges) {
            Instant start = RandomStory.START;
            database.useTransaction(tx -> List.of(
                            forge.synced(start),
                            forge.reached(Forge.commit("b", start, "a"), Forge.commit("a", start)),
                            forge.deployed("1", "a", start.plusSeconds(60)),
                            forge.status("2", "21", "eu-1", State.SUCCESS, "b", start.plusSeconds(120)))
                    .forEach(event -> record.record(tx, event)));
        }
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(teamDeployments("ledger-swap")).isEqualTo(2));
        DefinitionsBody plain = DefinitionsBody.EMPTY;
        DefinitionsBody wide = new DefinitionsBody(
                List.of(new TierBody(Optional.of("eu-*"), Optional.of("production"))),
                List.of(),
                List.of(new ServiceBody(Optional.of("acme/one"), Optional.of("api"), List.of("api/**"), List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new OwnershipBody(
                        Optional.of("pay"),
                        Optional.of("acme/one"),
                        Optional.of("api"),
                        Optional.of("2026-01-05"),
                        Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        for (int nth = 0; nth < 25; nth++) {
            SaveOutcome outcome =
                    definitions.save("ledger-swap", nth % 2 == 0 ? wide : plain, "ann", OptionalInt.empty());
            assertThat(outcome).isInstanceOf(SaveOutcome.Saved.class);
            try {
                deriveHistory.collect();
                deriveHistory.deriveNext(Set.of(), name -> {
                    throw new IllegalStateException("killed while it derives " + name);
                });
            } catch (IllegalStateException killed) {
                // what it had begun is rolled back
            }
            if (nth % 3 == 0) {
                deriveHistory.deriveNext(Set.of(), name -> {});
            }
            swapDefinitions.swapComplete();
            assertThat(teamDeployments("ledger-swap")).isIn(2, 4);
        }
        assertThat(definitions.save("ledger-swap", wide, "ann", OptionalInt.empty()))
                .isInstanceOf(SaveOutcome.Unchanged.class);
        assertThat(definitions.save("ledger-swap", plain, "ann", OptionalInt.of(3)))
                .isEqualTo(new SaveOutcome.Outdated(25));

        database.useTransaction(tx -> Signals.send(tx, FactsChanged.CHANNEL));
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(definitions.state("ledger-swap").active().number()).isEqualTo(25);
            assertThat(teamDeployments("ledger-swap")).isEqualTo(4);
            assertThat(count("select count(distinct generation) from insights.history where team = 'ledger-swap'"))
                    .isEqualTo(1);
            assertThat(count("select count(distinct generation) from insights.population where team = 'ledger-swap'"))
                    .isEqualTo(1);
            assertThat(count("select count(*) from insights.history_item"
                            + " where history_id not in (select history_id from insights.history)"))
                    .isZero();
        });
        // of one repository only, and what its service shipped
        assertThat(groupDeployments("ledger-swap", "pay")).contains(2);
        assertThat(groupDeployments("ledger-swap", "nobody")).isEmpty();
    }

    private Optional<Integer> groupDeployments(String team, String group) {
        return ledger.inSnapshot(snapshot -> snapshot.ofGroup(team, group)
                .map(scope -> snapshot.bearing(scope.population(), Tier.PRODUCTION, EVER)
                        .size()));
    }

    private int teamDeployments(String team) {
        return ledger.inSnapshot(snapshot -> snapshot.bearing(
                        snapshot.ofTeam(team, "", Optional.empty()).population(), Tier.PRODUCTION, EVER)
                .size());
    }

    @Test
    void listsWhatLateEvidenceRestates() {
        var forge = new Forge("ledger-late", "acme/late");
        Instant start = RandomStory.START;
        database.useTransaction(tx -> List.of(
                        forge.synced(start),
                        forge.reached(Forge.commit("a", start)),
                        forge.deployed("1", "a", start.plusSeconds(60)))
                .forEach(event -> record.record(tx, event)));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(teamDeployments("ledger-late")).isEqualTo(1));
        assertThat(restatements.list("ledger-late", Optional.empty(), Optional.empty(), Long.MAX_VALUE, 10))
                .isEmpty();

        database.useTransaction(tx ->
                record.record(tx, forge.status("1", "12", "production", State.FAILURE, "a", start.plusSeconds(600))));

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(restatements.list(
                                "ledger-late",
                                Optional.of(forge.repository.key()),
                                Optional.empty(),
                                Long.MAX_VALUE,
                                10))
                        .singleElement()
                        .satisfies(restated -> {
                            assertThat(restated.repository()).isEqualTo("acme/late");
                            assertThat(restated.restatement().metric()).isEqualTo("changeFailRate");
                            assertThat(restated.restatement().cause()).isEqualTo("deployment 1");
                            assertThat(restated.restatement().oldValue()).hasValue(0);
                            assertThat(restated.restatement().newValue()).hasValue(1);
                        }));
        assertThat(restatements.list("ledger-late", Optional.empty(), Optional.of(new String[0]), Long.MAX_VALUE, 10))
                .as("for a caller who does not see the repository")
                .isEmpty();
    }

    @Test
    void binsDurationsAsTheDatabaseDoes() {
        var random = new Random(7);
        for (int nth = 0; nth < 200; nth++) {
            long micros = nth < 5 ? nth - 1 : random.nextLong(1L << (1 + random.nextInt(62)));
            Integer bin = database.inTransaction(tx -> tx.handle()
                    .createQuery("""
                            select case when :micros <= 0 then -1
                                 else (get_byte(float8send(cast(:micros as float8)), 0) * 256
                                       + get_byte(float8send(cast(:micros as float8)), 1)) * 4
                                      + get_byte(float8send(cast(:micros as float8)), 2) / 64 - 65472 end
                            """)
                    .bind("micros", micros)
                    .mapTo(Integer.class)
                    .one());

            assertThat(Codes.bin(micros)).as("%d", micros).isEqualTo(bin);
        }
    }

    private int count(String sql) {
        return database.inTransaction(
                tx -> tx.handle().createQuery(sql).mapTo(Integer.class).one());
    }

    private int repositories(String team) {
        return ledger.inSnapshot(
                snapshot -> snapshot.ofTeam(team, "", Optional.empty()).repositories());
    }

    private void assertEverywhere(KnownRepository repository, ItemMetric metric, Window window, Quantiles expected) {
        List<Population> populations = ledger.inSnapshot(snapshot -> List.of(
                snapshot.ofRepository(repository.team(), repository.historyKey())
                        .population(),
                snapshot.ofTeam(repository.team(), "", Optional.empty()).population(),
                snapshot.ofTeam(repository.team(), repository.owner(), Optional.empty())
                        .population()));
        for (Population population : populations) {
            var query = new DistributionQuery(
                    population,
                    metric,
                    Optional.of(Tier.PRODUCTION),
                    Set.of(ActorClass.HUMAN, ActorClass.AGENT),
                    List.of(window),
                    QUANTILES,
                    Quantiles.Method.CONTINUOUS);
            // as an answer reads it, and as it would if these items were too many to read all
            assertThat(quantiles(new DistributionStore(1_000_000), query))
                    .as("items of %s in %s", population, window)
                    .isEqualTo(expected);
            assertThat(quantiles(new DistributionStore(-1), query))
                    .as("rollups of %s in %s", population, window)
                    .isEqualTo(expected);
        }
    }

    private Quantiles quantiles(DistributionStore store, DistributionQuery query) {
        Distribution found = database.inTransaction(tx -> store.read(tx, query)).getFirst();
        return new Quantiles(
                (int) found.n(),
                found.values().get(0),
                found.values().get(1),
                found.values().get(2),
                found.values().get(3));
    }

    private int finishes(KnownRepository repository, Window window) {
        return ledger.inSnapshot(snapshot -> {
            Population population = snapshot.ofRepository(repository.team(), repository.historyKey())
                    .population();
            return snapshot.bearing(population, Tier.PRODUCTION, window).size();
        });
    }

    private DeploymentLog log(KnownRepository repository) {
        Facts facts = read.facts(repository);
        var graph = new CommitGraph.Builder(authors.authors());
        read.forEachCommit(repository, graph::add);
        return DeploymentLog.of(facts, graph.build(), new Scope(Optional.of(Tier.PRODUCTION), Optional.empty()));
    }

    private static Window window(Random random) {
        Instant from = RandomStory.START.plusSeconds(random.nextInt(60 * 86_400));
        ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        if (random.nextBoolean()) {
            from = from.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        }
        return new Window(from, from.plusSeconds(1 + random.nextInt(50 * 86_400)), zone);
    }

    private void waitUntilDerived(Forge forge) {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertThat(ledger.<Integer>inSnapshot(snapshot -> snapshot.pending(forge.mirror.team())))
                    .isZero();
            assertThat(repositories(forge.mirror.team())).isEqualTo(1);
            assertThat(count("select count(*) from insights.dirty_day")).isZero();
        });
    }
}
