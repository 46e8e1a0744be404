package dev.millrace.insights.fact;

import dev.millrace.kit.database.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the facts of repositories. */
@Singleton
public final class ReadFacts {

    private final Database database;
    private final KnownRepositoryStore repositories;
    private final FactStore store;
    private final FlowFactStore flow;
    private final SourceFactStore sources;
    private final IncidentStore incidents;
    private final ProgressStore progress;

    /** Made by the container. */
    ReadFacts(
            Database database,
            KnownRepositoryStore repositories,
            FactStore store,
            FlowFactStore flow,
            SourceFactStore sources,
            IncidentStore incidents,
            ProgressStore progress) {
        this.database = database;
        this.repositories = repositories;
        this.store = store;
        this.flow = flow;
        this.sources = sources;
        this.incidents = incidents;
        this.progress = progress;
    }

    /** The team's repository of this name, as the newest event named it. */
    public Optional<KnownRepository> find(String team, String name) {
        return database.inTransaction(tx -> repositories.find(tx, team, name));
    }

    /** The team's repositories by name. */
    public List<KnownRepository> list(String team) {
        return database.inTransaction(tx -> repositories.list(tx, team));
    }

    /** The forge's newest report about the repository; empty if there is none. */
    public Optional<ForgeRepositoryFact> atForge(KnownRepository repository) {
        return database.inTransaction(tx -> repository.upstreamKey().flatMap(key -> repositories.findAtForge(tx, key)));
    }

    /** The version of its facts. Read this before the facts: facts that are read later are at least as new. */
    public FactsVersion version(KnownRepository repository) {
        return database.inTransaction(tx -> progress.version(tx, repository));
    }

    /** How much is known. */
    public FactCounts count(KnownRepository repository) {
        return database.inTransaction(tx -> store.count(tx, repository));
    }

    /** How many builds finished in [from, to), by conclusion as in {@code pipeline.run}. */
    public Map<String, Long> countFinishedBuilds(KnownRepository repository, Instant from, Instant to) {
        return database.inTransaction(tx -> store.countFinishedBuilds(tx, repository, from, to));
    }

    /**
     * Passes on the commits that the team's mirrors of the upstream know, one after the other in no meaningful
     * order; a commit that several mirrors know is passed on more than once.
     */
    public void forEachCommit(KnownRepository repository, Consumer<CommitFact> action) {
        database.useTransaction(tx -> store.forEachCommit(tx, repository, action));
    }

    /** Any of the team's repositories whose facts these are; empty if the team has none. */
    public Optional<KnownRepository> findByHistory(String team, String historyKey) {
        return database.inTransaction(tx -> repositories.findByHistory(tx, team, historyKey));
    }

    /** Reviews, drafts, incidents and builds. */
    public FlowFacts flow(KnownRepository repository) {
        return database.inTransaction(tx -> {
            List<String> keys = repositories.keys(tx, repository);
            return FlowFacts.of(
                    keys.stream().flatMap(key -> flow.reviews(tx, key).stream()).toList(),
                    keys.stream().flatMap(key -> flow.moments(tx, key).stream()).toList(),
                    incidents.list(tx, repository),
                    flow.builds(tx, repository));
        });
    }

    /** Which files the repository's commits touch, by the commit's id, as far as pushes listed them. */
    public Map<String, List<String>> paths(KnownRepository repository) {
        return database.inTransaction(tx ->
                repository.upstreamKey().map(key -> sources.paths(tx, key)).orElse(Map.of()));
    }

    /** The facts that the forge sent, and those that the team reported; without the files of commits. */
    public Facts facts(KnownRepository repository) {
        return database.inTransaction(tx -> {
            List<String> keys = repositories.keys(tx, repository);
            return Facts.of(
                            keys.stream()
                                    .flatMap(key -> store.statuses(tx, key).stream())
                                    .toList(),
                            keys.stream()
                                    .flatMap(key -> store.changes(tx, key).stream())
                                    .toList(),
                            repository.upstreamKey().stream()
                                    .flatMap(key -> store.pushes(tx, key).stream())
                                    .toList())
                    .with(
                            repository.upstreamKey().stream()
                                    .flatMap(key -> sources.releases(tx, key).stream())
                                    .toList(),
                            repository.upstreamKey().stream()
                                    .flatMap(key -> sources.runs(tx, key).stream())
                                    .toList(),
                            flow.builds(tx, repository))
                    .withDefaultBranch(repository
                            .upstreamKey()
                            .flatMap(key -> repositories.findAtForge(tx, key))
                            .map(ForgeRepositoryFact::defaultBranch));
        });
    }
}
