package dev.millrace.insights.ledger;

import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FactsVersion;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.ledger.HistoryStore.Place;
import dev.millrace.insights.ledger.RecomputeStore.HistoryName;
import dev.millrace.insights.metric.Authors;
import dev.millrace.insights.metric.CommitGraph;
import dev.millrace.insights.metric.ReviewedChanges;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
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
    private final RecomputeStore queue;
    private final HistoryStore histories;
    private final DeploymentStore deployments;
    private final ItemStore items;
    private final Clock clock;

    DeriveHistory(
            Database database,
            ReadFacts facts,
            LedgerAuthors authors,
            RecomputeStore queue,
            HistoryStore histories,
            DeploymentStore deployments,
            ItemStore items,
            Clock clock) {
        this.database = database;
        this.facts = facts;
        this.authors = authors;
        this.queue = queue;
        this.histories = histories;
        this.deployments = deployments;
        this.items = items;
        this.clock = clock;
    }

    /** Puts everything in the queue whose facts or definitions changed. */
    void collect() {
        database.useTransaction(tx -> {
            queue.takeDirty(tx);
            queue.takeOutdated(tx, definition());
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

    private String definition() {
        return DeriveLedger.DEFINITION + "/" + authors.version();
    }

    private void derive(Transaction tx, HistoryName name) {
        tx.allowIdle(LONGEST_PAUSE);
        Optional<Place> before = histories.find(tx, name);
        Optional<KnownRepository> repository = facts.findByHistory(name.team(), name.key());
        if (repository.isEmpty()) {
            before.ifPresent(place -> {
                write(tx, place, Ledger.EMPTY);
                histories.remove(tx, place.id());
            });
            return;
        }
        // the version first: what is read after it is at least as new
        FactsVersion version = facts.version(repository.get());
        Ledger ledger = ledger(repository.get());
        Place place = histories.save(tx, repository.get(), definition(), version.dataThrough(), clock.instant());
        boolean moved = before.filter(known -> !known.equals(place)).isPresent();
        if (moved) {
            // the days of the populations that the rows leave
            write(tx, before.get(), Ledger.EMPTY);
        }
        boolean changed = write(tx, place, ledger);
        if (changed || moved) {
            histories.advance(tx, place.id());
            Signals.send(tx, LedgerChanged.CHANNEL);
        }
        LOG.debugf(
                "history=%s team=%s deployments=%d items=%d changed=%s",
                name.key(),
                name.team(),
                ledger.deployments().size(),
                ledger.items().size(),
                changed);
    }

    private boolean write(Transaction tx, Place place, Ledger ledger) {
        boolean deploymentsChanged = deployments.replace(tx, place, ledger.deployments());
        boolean itemsChanged = items.replace(tx, place, ledger.items());
        return deploymentsChanged || itemsChanged;
    }

    private Ledger ledger(KnownRepository repository) {
        Authors known = authors.authors();
        Facts read = facts.facts(repository);
        FlowFacts flow = facts.flow(repository);
        var graph = new CommitGraph.Builder(known);
        facts.forEachCommit(repository, graph::add);
        return DeriveLedger.of(read, flow, graph.build(), ReviewedChanges.of(read, flow, known));
    }
}
