package dev.millrace.insights.repository;

import dev.millrace.insights.definition.DefinitionVersion;
import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.insights.fact.FactsVersion;
import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.metric.Authors;
import dev.millrace.insights.metric.CommitGraph;
import dev.millrace.insights.metric.Rules;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Histories of repositories by definitions of their team, kept in memory for as long as their facts do not change. Only a cache:
 * every call asks the database for the versions first, so an answer is at least as new as what was committed before the call.
 */
@Singleton
public class Histories {

    /** Commits, or as much memory as they take; a repository without commits takes some as well. */
    private static final long COMMITS_KEPT = 300_000;

    private final ReadFacts facts;
    private final TeamDefinitions teams;
    private final Authors authors;
    private final Map<Key, History> kept = new LinkedHashMap<>(16, 0.75f, true);

    Histories(ReadFacts facts, TeamDefinitions teams, InsightsConfig config) {
        this.facts = facts;
        this.teams = teams;
        this.authors = new Authors(config.agents());
    }

    /**
     * What identifies a history.
     *
     * @param definitions number of their version
     */
    private record Key(KnownRepository repository, int definitions) {}

    /** The history of the repository as it is now, by the active definitions of its team. */
    public History read(KnownRepository repository) {
        return read(repository, teams.active(repository.team(), Optional.empty()));
    }

    /** The history of the repository as it is now, by other definitions of its team. */
    public History read(KnownRepository repository, DefinitionVersion definitions) {
        var key = new Key(repository, definitions.number());
        FactsVersion version = facts.version(repository);
        History known = find(key);
        if (known == null || !known.version().git().equals(version.git())) {
            return keep(
                    key,
                    new History(
                            version, facts.facts(repository), graph(repository, definitions), rules(key, definitions)));
        }
        if (known.version().forge() != version.forge()) {
            return keep(key, new History(version, facts.facts(repository), known.graph(), known.rules()));
        }
        return known;
    }

    private static Rules rules(Key key, DefinitionVersion definitions) {
        return Rules.of(definitions.definitions(), key.repository().name());
    }

    private CommitGraph graph(KnownRepository repository, DefinitionVersion definitions) {
        var graph = new CommitGraph.Builder(definitions.definitions().authors(authors));
        facts.forEachCommit(repository, graph::add);
        return graph.build();
    }

    private synchronized @Nullable History find(Key key) {
        return kept.get(key);
    }

    private synchronized History keep(Key key, History history) {
        kept.put(key, history);
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
