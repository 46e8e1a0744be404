package dev.millrace.insights.repository;

import dev.millrace.insights.fact.FactsVersion;
import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.metric.Authors;
import dev.millrace.insights.metric.CommitGraph;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Histories of repositories, kept in memory for as long as their facts do not change. Only a cache: every call asks the
 * database for the version first, so an answer is at least as new as what was committed before the call.
 */
@Singleton
public class Histories {

    /** Commits, or as much memory as they take; a repository without commits takes some as well. */
    private static final long COMMITS_KEPT = 300_000;

    private final ReadFacts facts;
    private final Authors authors;
    private final Map<KnownRepository, History> kept = new LinkedHashMap<>(16, 0.75f, true);

    Histories(ReadFacts facts, InsightsConfig config) {
        this.facts = facts;
        this.authors = new Authors(config.agents());
    }

    /** The history of the repository as it is now. */
    public History read(KnownRepository repository) {
        return history(repository, facts.version(repository));
    }

    private History history(KnownRepository repository, FactsVersion version) {
        History known = find(repository);
        if (known == null || !known.version().git().equals(version.git())) {
            return keep(repository, new History(version, facts.facts(repository), graph(repository)));
        }
        if (known.version().forge() != version.forge()) {
            return keep(repository, new History(version, facts.facts(repository), known.graph()));
        }
        return known;
    }

    private CommitGraph graph(KnownRepository repository) {
        var graph = new CommitGraph.Builder(authors);
        facts.forEachCommit(repository, graph::add);
        return graph.build();
    }

    private synchronized @Nullable History find(KnownRepository repository) {
        return kept.get(repository);
    }

    private synchronized History keep(KnownRepository repository, History history) {
        kept.put(repository, history);
        Iterator<History> oldest = kept.values().iterator();
        for (long commits = commitsKept(); kept.size() > 1 && commits > COMMITS_KEPT; ) {
            commits -= oldest.next().weight();
            oldest.remove();
        }
        return history;
    }

    private long commitsKept() {
        return kept.values().stream().mapToLong(History::weight).sum();
    }
}
