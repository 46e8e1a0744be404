package dev.millrace.insights.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Event;
import dev.millrace.insights.Forge;
import dev.millrace.insights.fact.Facts;
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

    @Inject
    Database database;

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
