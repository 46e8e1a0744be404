package dev.millrace.insights.settings;

import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.ledger.ReadRestatements;
import dev.millrace.insights.ledger.ReadRestatements.Restated;
import dev.millrace.insights.ledger.Restatement;
import dev.millrace.insights.query.QueryParameters;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Numbers that were final and changed since, newest first, page by page; of one repository, or of all that the caller sees. */
@Path("/api/insights/restatements")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.ORG_READ)
class RestatementResource {

    private static final Set<String> KNOWN = Set.of("repository", "limit", "after");

    private final CurrentCaller currentCaller;
    private final ReadFacts facts;
    private final ReadRestatements restatements;
    private final RepositoryAccess access;

    RestatementResource(
            CurrentCaller currentCaller, ReadFacts facts, ReadRestatements restatements, RepositoryAccess access) {
        this.currentCaller = currentCaller;
        this.facts = facts;
        this.restatements = restatements;
        this.access = access;
    }

    /**
     * A page of restatements.
     *
     * @param restatements newest first
     * @param next value of {@code after} for the following page; null on the last
     */
    record RestatementsBody(List<RestatementBody> restatements, Optional<String> next) {}

    /**
     * @param repository {@code owner/name}
     * @param service of the repository; null for the repository itself
     * @param tier of the environments
     * @param metric as in {@code /api/insights/metrics}
     * @param from first instant of the day
     * @param to first instant after it
     * @param oldValue as it was: deployments, a share, or seconds; null for nothing to measure
     * @param newValue as it is
     * @param oldN what it was computed from
     * @param newN what it is computed from
     * @param cause what is known now that was not
     * @param at when it changed
     */
    record RestatementBody(
            String repository,
            Optional<String> service,
            String tier,
            String metric,
            Instant from,
            Instant to,
            OptionalDouble oldValue,
            OptionalDouble newValue,
            long oldN,
            long newN,
            String cause,
            Instant at) {

        static RestatementBody of(Restated restated) {
            Restatement row = restated.restatement();
            return new RestatementBody(
                    restated.repository(),
                    restated.service(),
                    row.tier().wireName(),
                    row.metric(),
                    row.from(),
                    row.to(),
                    row.oldValue(),
                    row.newValue(),
                    row.oldN(),
                    row.newN(),
                    row.cause(),
                    restated.at());
        }
    }

    /** Parameters: {@code repository}, {@code limit}, and {@code after}, which a page before answered as {@code next}. */
    @GET
    public RestatementsBody list(@Context UriInfo uri) {
        QueryParameters parameters = QueryParameters.of(uri.getQueryParameters(), KNOWN);
        Caller caller = currentCaller.load();
        int limit = parameters.limit();
        Optional<String> history = parameters
                .find("repository")
                .map(name -> repository(caller, name).historyKey());
        List<Restated> found = restatements.list(
                caller.team(), history, access.visible(caller).keys(), before(parameters.find("after")), limit + 1);
        return new RestatementsBody(
                found.stream().limit(limit).map(RestatementBody::of).toList(),
                found.size() > limit
                        ? Optional.of(Long.toString(found.get(limit - 1).id()))
                        : Optional.empty());
    }

    private KnownRepository repository(Caller caller, String name) {
        return facts.find(caller.team(), name)
                .filter(found -> access.reads(caller, found.team(), found.upstreamKey()))
                .orElseThrow(() -> MillraceException.notFound(
                                "the team '%s' has no repository '%s'".formatted(caller.team(), name))
                        .withCode("repository_missing"));
    }

    private static long before(Optional<String> after) {
        if (after.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!after.get().matches("\\d{1,18}")) {
            throw QueryParameters.bad("after '%s' is not a 'next' that was answered before".formatted(after.get()));
        }
        return Long.parseLong(after.get());
    }
}
