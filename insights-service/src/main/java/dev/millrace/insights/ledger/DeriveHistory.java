package dev.millrace.insights.ledger;

import dev.millrace.insights.definition.DefinitionState;
import dev.millrace.insights.definition.DefinitionVersion;
import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FactsVersion;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.ledger.HistoryStore.Part;
import dev.millrace.insights.ledger.HistoryStore.Place;
import dev.millrace.insights.ledger.RecomputeStore.HistoryName;
import dev.millrace.insights.metric.Authors;
import dev.millrace.insights.metric.CommitGraph;
import dev.millrace.insights.metric.Definitions;
import dev.millrace.insights.metric.Definitions.Ownership;
import dev.millrace.insights.metric.Definitions.Service;
import dev.millrace.insights.metric.Rules;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Derives the history that waits longest, in one transaction: it is all written, or still waits. */
@Singleton
final class DeriveHistory {

    private static final Logger LOG = Logger.getLogger(DeriveHistory.class);

    /** No other process needs the rows meanwhile, and a large history takes some seconds between two statements. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    private final Database database;
    private final ReadFacts facts;
    private final LedgerAuthors authors;
    private final TeamDefinitions teams;
    private final RecomputeStore queue;
    private final HistoryStore histories;
    private final DeploymentStore deployments;
    private final ItemStore items;
    private final RestatementStore restatements;
    private final Clock clock;

    DeriveHistory(
            Database database,
            ReadFacts facts,
            LedgerAuthors authors,
            TeamDefinitions teams,
            RecomputeStore queue,
            HistoryStore histories,
            DeploymentStore deployments,
            ItemStore items,
            RestatementStore restatements,
            Clock clock) {
        this.database = database;
        this.facts = facts;
        this.authors = authors;
        this.teams = teams;
        this.queue = queue;
        this.histories = histories;
        this.deployments = deployments;
        this.items = items;
        this.restatements = restatements;
        this.clock = clock;
    }

    /** Puts everything in the queue whose facts or definitions changed. */
    void collect() {
        database.useTransaction(tx -> {
            queue.takeDirty(tx);
            queue.takeOutdated(tx, definition());
            teams.prepared(tx).forEach(prepared -> queue.takeMissing(tx, prepared.team(), prepared.version()));
        });
    }

    /**
     * Derives one history.
     *
     * @param except histories to leave in the queue
     * @param begun is called with it before anything can fail
     * @return false if none waits
     */
    boolean deriveNext(Collection<HistoryName> except, Consumer<HistoryName> begun) {
        return database.inTransaction(tx -> {
            Optional<HistoryName> claimed = queue.claim(tx, except);
            claimed.ifPresent(name -> {
                begun.accept(name);
                derive(tx, name);
            });
            return claimed.isPresent();
        });
    }

    /** What rows are derived by that no team decides. */
    String definition() {
        return DeriveLedger.DEFINITION + "/" + authors.version();
    }

    /** By each version of the definitions that answers are read from, now or soon, for the repository and its services. */
    private void derive(Transaction tx, HistoryName name) {
        tx.allowIdle(LONGEST_PAUSE);
        Map<Part, Place> before = histories.find(tx, name);
        DefinitionState state = teams.state(tx, name.team());
        Set<Part> kept = new HashSet<>();
        facts.findByHistory(name.team(), name.key()).ifPresent(repository -> {
            // the version first: what is read after it is at least as new
            FactsVersion version = facts.version(repository);
            Facts read = facts.facts(repository);
            FlowFacts flow = facts.flow(repository);
            for (DefinitionVersion definitions : state.derived()) {
                boolean isAnswered = definitions.number() == state.active().number();
                var derivation = new Derivation(repository, version, read, flow, definitions, isAnswered);
                derivation.ledgers().forEach((part, ledger) -> {
                    kept.add(part);
                    write(tx, derivation, part, Optional.ofNullable(before.get(part)), ledger);
                });
            }
        });
        // rows of other versions belong to who removes them: two that remove one history would wait for each other
        Set<Integer> versions =
                state.derived().stream().map(DefinitionVersion::number).collect(Collectors.toUnmodifiableSet());
        before.forEach((part, place) -> {
            if (versions.contains(part.generation()) && !kept.contains(part)) {
                clear(tx, place);
                histories.remove(tx, place.id());
            }
        });
    }

    private void write(Transaction tx, Derivation derivation, Part part, Optional<Place> before, Ledger ledger) {
        KnownRepository repository = derivation.repository();
        Optional<String> derivedBefore = before.flatMap(known -> histories.definition(tx, known.id()));
        Place place = histories.save(
                tx,
                repository,
                part,
                derivation.owners(part),
                definition(),
                derivation.version().dataThrough(),
                clock.instant());
        boolean moved = before.filter(known -> !known.equals(place)).isPresent();
        if (moved) {
            // the days of the populations that the rows leave
            clear(tx, before.get());
        }
        Replaced<LedgerDeployment> replacedDeployments = deployments.replace(tx, place, ledger.deployments());
        Replaced<Item> replacedItems = items.replace(tx, place, ledger.items());
        boolean changed = replacedDeployments.changed() || replacedItems.changed();
        if (changed || moved) {
            histories.advance(tx, place.id());
            Signals.send(tx, LedgerChanged.CHANNEL);
        }
        // what is derived for the first time, by other code, or beside what answers are read from, was no number before
        if (changed && !moved && derivation.isAnswered() && derivedBefore.equals(Optional.of(definition()))) {
            restatements.add(
                    tx,
                    repository,
                    part,
                    Restatements.of(replacedDeployments, replacedItems, derivation.finalBefore()),
                    clock.instant());
        }
        LOG.debugf(
                "history=%s team=%s service=%s version=%d deployments=%d items=%d changed=%s",
                repository.historyKey(),
                repository.team(),
                part.service(),
                part.generation(),
                ledger.deployments().size(),
                ledger.items().size(),
                changed);
    }

    private void clear(Transaction tx, Place place) {
        deployments.replace(tx, place, List.of());
        items.replace(tx, place, List.of());
    }

    /** What is derived from the facts of one repository by one version of the definitions. */
    private final class Derivation {

        private final KnownRepository repository;
        private final FactsVersion version;
        private final Facts read;
        private final FlowFacts flow;
        private final int generation;
        private final boolean isAnswered;
        private final Definitions definitions;

        Derivation(
                KnownRepository repository,
                FactsVersion version,
                Facts read,
                FlowFacts flow,
                DefinitionVersion definitions,
                boolean isAnswered) {
            this.isAnswered = isAnswered;
            this.repository = repository;
            this.version = version;
            this.read = read;
            this.flow = flow;
            this.generation = definitions.number();
            this.definitions = definitions.definitions();
        }

        KnownRepository repository() {
            return repository;
        }

        FactsVersion version() {
            return version;
        }

        /** Whether answers are read from what is derived by this. */
        boolean isAnswered() {
            return isAnswered;
        }

        List<Ownership> owners(Part part) {
            return definitions.owners(
                    repository.name(), Optional.of(part.service()).filter(name -> !name.isEmpty()));
        }

        /** Evidence about days that ended later may still be on its way. */
        Instant finalBefore() {
            return clock.instant().minus(definitions.incidentWindow());
        }

        Map<Part, Ledger> ledgers() {
            Authors known = definitions.authors(authors.authors());
            var builder = new CommitGraph.Builder(known);
            facts.forEachCommit(repository, builder::add);
            CommitGraph graph = builder.build();
            Map<Part, Ledger> ledgers = new HashMap<>();
            ledgers.put(
                    new Part(generation, ""),
                    DeriveLedger.of(read, flow, graph, known, Rules.of(definitions, repository.name())));
            List<Service> services = definitions.services(repository.name());
            if (!services.isEmpty()) {
                Facts withPaths = read.withPaths(facts.paths(repository));
                for (Service service : services) {
                    ledgers.put(
                            new Part(generation, service.name()),
                            DeriveLedger.ofService(withPaths, flow, graph, known, Rules.of(definitions, service)));
                }
            }
            return ledgers;
        }
    }
}
