package dev.millrace.insights.ledger;

import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.insights.ledger.HistoryStore.Part;
import dev.millrace.insights.ledger.Item.State;
import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/** Reads what is derived, everything of one answer from one snapshot. */
@Singleton
public final class ReadLedger {

    private final Database database;
    private final TeamDefinitions teams;
    private final RecomputeStore queue;
    private final HistoryStore histories;
    private final DistributionStore distributions;
    private final EvidenceStore evidence;
    private final PastStore past;
    private final FlowStore flow;

    /** Made by the container. */
    ReadLedger(
            Database database,
            TeamDefinitions teams,
            RecomputeStore queue,
            HistoryStore histories,
            DistributionStore distributions,
            EvidenceStore evidence,
            FlowStore flow,
            PastStore past) {
        this.database = database;
        this.teams = teams;
        this.queue = queue;
        this.histories = histories;
        this.distributions = distributions;
        this.evidence = evidence;
        this.past = past;
        this.flow = flow;
    }

    /** Runs work on one snapshot, which ends with it. */
    public <T> T inSnapshot(Function<Snapshot, T> work) {
        return database.inTransaction(tx -> {
            histories.beginSnapshot(tx);
            return work.apply(new Snapshot(tx, Optional.empty()));
        });
    }

    /** The rows as of one time. */
    public final class Snapshot {

        private final Transaction tx;
        private final Optional<Instant> asOf;

        private Snapshot(Transaction tx, Optional<Instant> asOf) {
            this.tx = tx;
            this.asOf = asOf;
        }

        /** The same, in which scopes are found as they were at a time, by the definitions of then. */
        public Snapshot at(Instant time) {
            return new Snapshot(tx, Optional.of(time));
        }

        /** One repository; see {@link dev.millrace.insights.fact.KnownRepository#historyKey}. */
        public LedgerScope ofRepository(String team, String historyKey) {
            return ofService(team, historyKey, "");
        }

        /** One service of a repository. */
        public LedgerScope ofService(String team, String historyKey, String service) {
            return histories.ofRepository(tx, asOf, team, historyKey, new Part(definitions(team), service));
        }

        /** What a group owns; empty if it owns nothing. */
        public Optional<LedgerScope> ofGroup(String team, String group) {
            return histories.ofGroup(tx, asOf, team, group, definitions(team));
        }

        /** Keys of the histories of which a group owns something. */
        public List<String> keysOfGroup(String team, String group) {
            return histories.keysOfGroup(tx, asOf, team, group, definitions(team));
        }

        /**
         * The team's repositories.
         *
         * @param owner only those of this owner; empty text for all
         * @param visible keys of the histories at forges that the caller may see; empty if it may see all
         */
        public LedgerScope ofTeam(String team, String owner, Optional<String[]> visible) {
            return histories.ofTeam(tx, asOf, team, owner, visible, definitions(team));
        }

        private int definitions(String team) {
            return asOf.map(time -> teams.activeAt(tx, team, time)).orElseGet(() -> teams.active(tx, team));
        }

        /** The earliest time for {@link LedgerScope#at}. */
        public Instant keptSince() {
            return past.keptSince(tx);
        }

        /** How many of the team's histories wait to be derived again. */
        public int pending(String team) {
            return queue.pending(tx, team);
        }

        /** One distribution for each span. */
        public List<Distribution> distributions(DistributionQuery query) {
            return distributions.read(tx, query);
        }

        /** The items at some ranks of the first span, 0 for the shortest. */
        public List<EvidenceRow<Item>> atRanks(DistributionQuery query, List<Long> ranks) {
            return evidence.atRanks(tx, query, ranks);
        }

        /** How many deployments there are in each span. */
        public List<DeploymentTotals> totals(Population population, Tier tier, List<Window> spans) {
            return evidence.totals(tx, population, tier, spans);
        }

        /** How many deployments of the window brought something, for each repository that had any. */
        public List<Long> bearingByHistory(Population population, Tier tier, Window window) {
            return evidence.bearingByHistory(tx, population, tier, window);
        }

        /** Ends of the deployments of the window that brought something, oldest first. */
        public List<Instant> bearing(Population population, Tier tier, Window window) {
            return evidence.bearing(tx, population, tier, window);
        }

        /** When the first success ever ended. */
        public Optional<Instant> firstSuccessAt(Population population, Tier tier) {
            return evidence.firstSuccessAt(tx, population, tier);
        }

        /** How runs of each span ended, by conclusion. */
        public List<Map<String, RunTotals>> runs(Population population, List<Window> spans) {
            return flow.runs(tx, population, spans);
        }

        /** How many changes were open at each of these times. */
        public List<Long> open(Population population, Set<ActorClass> actors, List<Instant> times) {
            return flow.open(tx, population, actors, times);
        }

        /** Quantiles of the ages, in seconds, of what was open at a time. */
        public List<OptionalDouble> ages(
                Population population, Set<ActorClass> actors, Instant time, List<Double> quantiles) {
            return flow.ages(tx, population, actors, time, quantiles);
        }

        /** How long changes were open in a span. */
        public OpenTotals openTotals(Population population, Set<ActorClass> actors, Window span) {
            return flow.openTotals(tx, population, actors, span);
        }

        /** Items of the window that never count, by reason and class of actor. */
        public Map<State, Map<ActorClass, Long>> leftOut(
                Population population, ItemMetric metric, Optional<Tier> tier, Window window) {
            return evidence.leftOut(tx, population, metric, tier, window);
        }

        /** Items of the window, newest first. */
        public List<EvidenceRow<Item>> items(
                Population population, ItemMetric metric, Optional<Tier> tier, Window window, EvidencePage page) {
            return evidence.items(tx, population, metric, tier, window, page);
        }

        /** Deployments of the window with one of these effects, newest first. */
        public List<EvidenceRow<LedgerDeployment>> deployments(
                Population population, Tier tier, Window window, Collection<Effect> effects, EvidencePage page) {
            return evidence.deployments(tx, population, tier, window, effects, page);
        }
    }
}
