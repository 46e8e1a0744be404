package dev.millrace.insights.query;

import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.ledger.LedgerScope;
import dev.millrace.insights.ledger.ReadLedger;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.person.ReadContributors;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfGroup;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfOrganization;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfRepository;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfService;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfTeam;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds what a query is about, as far as the caller may read it: never more than its team's. */
@Singleton
public class OpenScope {

    /** Times of people in a smaller group would be those of persons. */
    private static final int FEWEST_PEOPLE = 5;

    private final ReadFacts facts;
    private final ReadLedger ledger;
    private final ReadContributors contributors;
    private final RepositoryAccess access;

    OpenScope(ReadFacts facts, ReadLedger ledger, ReadContributors contributors, RepositoryAccess access) {
        this.facts = facts;
        this.ledger = ledger;
        this.contributors = contributors;
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
     *     that the caller does not see, and for a service or a group that there is not
     */
    <T> T read(Caller caller, MetricQuery query, Function<Opened, T> work) {
        Found found = find(caller, query);
        return inSnapshot(snapshot -> work.apply(found.open(snapshot)));
    }

    /** Runs work on one snapshot, for several scopes that were found before. */
    <T> T inSnapshot(Function<Snapshot, T> work) {
        return ledger.inSnapshot(work);
    }

    /** A scope that the caller may read, in any snapshot. */
    @FunctionalInterface
    interface Found {

        /** The scope as it is in the snapshot. */
        LedgerScope in(Snapshot snapshot);

        /** The same with the snapshot. */
        default Opened open(Snapshot snapshot) {
            return new Opened(snapshot, in(snapshot));
        }
    }

    /**
     * Finds the scope of the query.
     *
     * @throws MillraceException as {@link #read}
     */
    Found find(Caller caller, MetricQuery query) {
        Found all = findNow(caller, query);
        Found now = query.environment()
                .<Found>map(name -> snapshot -> all.in(snapshot).in(name))
                .orElse(all);
        return query.asOf().map(time -> past(now, time)).orElse(now);
    }

    private static Found past(Found now, Instant time) {
        return snapshot -> {
            Instant since = snapshot.keptSince();
            if (time.isBefore(since)) {
                throw MillraceException.badRequest(
                                "asOf '%s' is not kept: what numbers were is known from %s on".formatted(time, since))
                        .withCode("as_of_not_kept");
            }
            return now.in(snapshot.at(time)).at(time);
        };
    }

    private Found findNow(Caller caller, MetricQuery query) {
        return switch (query.scope()) {
            case OfRepository(String name) -> ofRepository(repository(caller, name));
            case OfOrganization(String owner) -> ofTeam(caller, owner);
            case OfService(String repository, String name) -> ofService(repository(caller, repository), name);
            case OfGroup(String name) -> ofGroup(caller, name, query.window());
            case OfTeam team -> ofTeam(caller, "");
        };
    }

    /** A repository of the caller's team that the caller may read. */
    public KnownRepository repository(Caller caller, String name) {
        if (!caller.has(Scope.ORG_READ)) {
            caller.requireRepository(name);
        }
        return facts.find(caller.team(), name)
                .filter(found -> access.reads(caller, found.team(), found.upstreamKey()))
                .orElseThrow(() -> MillraceException.notFound(
                                "the team '%s' has no repository '%s'".formatted(caller.team(), name))
                        .withCode("repository_missing"));
    }

    private static Found ofRepository(KnownRepository repository) {
        return snapshot -> snapshot.ofRepository(repository.team(), repository.historyKey());
    }

    private static Found ofService(KnownRepository repository, String service) {
        return snapshot -> {
            LedgerScope found = snapshot.ofService(repository.team(), repository.historyKey(), service);
            if (found.repositories() == 0) {
                throw MillraceException.notFound(
                                "the repository '%s' has no service '%s'".formatted(repository.name(), service))
                        .withCode("service_missing");
            }
            return found;
        };
    }

    /** Its rows are read together, so only a caller who sees all repositories of the team may read them. */
    private Found ofGroup(Caller caller, String group, Window window) {
        caller.require(Scope.ORG_READ);
        if (access.visible(caller).keys().isPresent()) {
            throw MillraceException.forbidden(
                            "the group '%s' may own repositories that you do not see".formatted(group))
                    .withCode("group_hidden");
        }
        return snapshot -> snapshot.ofGroup(caller.team(), group)
                .map(scope -> isSmall(snapshot.keysOfGroup(caller.team(), group), window) ? scope.ofFew() : scope)
                .orElseThrow(() -> MillraceException.notFound(
                                "the team '%s' has no group '%s' that owns something".formatted(caller.team(), group))
                        .withCode("group_missing"));
    }

    private boolean isSmall(List<String> histories, Window window) {
        return contributors.people(histories, window.from(), window.to()) < FEWEST_PEOPLE;
    }

    private Found ofTeam(Caller caller, String owner) {
        caller.require(Scope.ORG_READ);
        Optional<String[]> visible = access.visible(caller).keys();
        return snapshot -> snapshot.ofTeam(caller.team(), owner, visible);
    }
}
