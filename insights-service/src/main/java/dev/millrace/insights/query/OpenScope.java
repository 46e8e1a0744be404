package dev.millrace.insights.query;

import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.ledger.LedgerScope;
import dev.millrace.insights.ledger.ReadLedger;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfOrganization;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfRepository;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfTeam;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Finds what a query is about, as far as the caller may read it: never more than its team's. */
@Singleton
class OpenScope {

    private final ReadFacts facts;
    private final ReadLedger ledger;
    private final RepositoryAccess access;

    OpenScope(ReadFacts facts, ReadLedger ledger, RepositoryAccess access) {
        this.facts = facts;
        this.ledger = ledger;
        this.access = access;
    }

    /**
     * A scope that the caller may read.
     *
     * @param snapshot to read it from
     * @param scope whose numbers
     */
    record Opened(Snapshot snapshot, LedgerScope scope) {}

    /**
     * Runs work on the scope of the query.
     *
     * @throws MillraceException 403 if the caller's token does not cover it, 404 for a repository that the team does not have or
     *     that the caller does not see
     */
    <T> T read(Caller caller, MetricQuery query, Function<Opened, T> work) {
        Function<Snapshot, LedgerScope> scope = switch (query.scope()) {
            case OfRepository(String name) -> ofRepository(repository(caller, name));
            case OfOrganization(String owner) -> ofTeam(caller, owner);
            case OfTeam team -> ofTeam(caller, "");
        };
        return ledger.inSnapshot(snapshot -> work.apply(new Opened(snapshot, scope.apply(snapshot))));
    }

    /** A repository of the caller's team that the caller may read. */
    KnownRepository repository(Caller caller, String name) {
        if (!caller.has(Scope.ORG_READ)) {
            caller.requireRepository(name);
        }
        return facts.find(caller.team(), name)
                .filter(found -> access.reads(caller, found.team(), found.upstreamKey()))
                .orElseThrow(() -> MillraceException.notFound(
                                "the team '%s' has no repository '%s'".formatted(caller.team(), name))
                        .withCode("repository_missing"));
    }

    private static Function<Snapshot, LedgerScope> ofRepository(KnownRepository repository) {
        return snapshot -> snapshot.ofRepository(repository.team(), repository.historyKey());
    }

    private Function<Snapshot, LedgerScope> ofTeam(Caller caller, String owner) {
        caller.require(Scope.ORG_READ);
        Optional<String[]> visible = access.visible(caller).keys();
        return snapshot -> snapshot.ofTeam(caller.team(), owner, visible);
    }
}
