package dev.millrace.insights.settings;

import dev.millrace.insights.definition.DefinitionState;
import dev.millrace.insights.definition.DefinitionsBody;
import dev.millrace.insights.definition.SaveOutcome;
import dev.millrace.insights.definition.SaveOutcome.Outdated;
import dev.millrace.insights.definition.SaveOutcome.Saved;
import dev.millrace.insights.definition.SaveOutcome.Unchanged;
import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.ledger.LedgerAuthors;
import dev.millrace.insights.metric.CommitGraph;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.query.QueryParameters;
import dev.millrace.insights.settings.EffectOfDefinitions.Value;
import dev.millrace.insights.settings.RecommendationsBody.AcceptBody;
import dev.millrace.insights.settings.RecommendationsBody.EffectBody;
import dev.millrace.insights.settings.RecommendationsBody.RecommendationBody;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Definitions that the facts of a repository suggest, with what each would change, and their acceptance. One request computes at a
 * time, since it derives the repository's history several times; others get 503.
 */
@Path("/api/insights/recommendations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class RecommendationResource {

    private static final Duration SPAN = Duration.ofDays(90);

    private final CurrentCaller currentCaller;
    private final ReadFacts facts;
    private final RepositoryAccess access;
    private final TeamDefinitions definitions;
    private final LedgerAuthors authors;
    private final Clock clock;
    private final Semaphore computing = new Semaphore(1);

    RecommendationResource(
            CurrentCaller currentCaller,
            ReadFacts facts,
            RepositoryAccess access,
            TeamDefinitions definitions,
            LedgerAuthors authors,
            Clock clock) {
        this.currentCaller = currentCaller;
        this.facts = facts;
        this.access = access;
        this.definitions = definitions;
        this.authors = authors;
        this.clock = clock;
    }

    /** What is suggested for the repository in the parameter {@code repository}; effects are those of the last 90 days with facts. */
    @GET
    @RolesAllowed(Roles.ORG_READ)
    public RecommendationsBody list(@Context UriInfo uri) {
        KnownRepository repository = repository(uri);
        if (!computing.tryAcquire()) {
            throw new MillraceException(
                    ErrorKind.CAPACITY,
                    503,
                    "recommendations_busy",
                    Duration.ofSeconds(5),
                    "recommendations of another repository are computed",
                    null);
        }
        try {
            return recommend(repository);
        } finally {
            computing.release();
        }
    }

    /**
     * Adds recommendations to the definitions of the team; a change of definitions as any other.
     *
     * @return the definitions
     */
    @POST
    @Path("accept")
    @RolesAllowed(Roles.MAINTAINER)
    public DefinitionsAnswer accept(@Context UriInfo uri, @Nullable AcceptBody body) {
        KnownRepository repository = repository(uri);
        if (body == null || body.ids().isEmpty()) {
            throw MillraceException.badRequest("ids is missing: give those of recommendations")
                    .withCode("recommendations_invalid");
        }
        DefinitionState state = definitions.state(repository.team());
        List<Proposal> proposals = ProposeDefinitions.of(
                repository.name(), read(repository), state.newest().definitions());
        DefinitionsBody changed = state.newest().body();
        for (String id : body.ids()) {
            Proposal accepted = proposals.stream()
                    .filter(proposal -> proposal.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> MillraceException.notFound(
                                    "'%s' is not recommended for '%s'".formatted(id, repository.name()))
                            .withCode("recommendation_missing"));
            changed = accepted.addedTo(changed);
        }
        // refuses what cannot be with what was decided before
        changed.read();
        SaveOutcome outcome = definitions.save(
                repository.team(),
                changed,
                currentCaller.load().subject(),
                OptionalInt.of(state.newest().number()));
        return switch (outcome) {
            case Saved(DefinitionState now) -> DefinitionsAnswer.of(now, 0, List.of());
            case Unchanged(DefinitionState now) -> DefinitionsAnswer.of(now, 0, List.of());
            case Outdated(int newest) ->
                throw MillraceException.conflict("the definitions have the version %d by now".formatted(newest))
                        .withCode("definitions_outdated");
        };
    }

    private RecommendationsBody recommend(KnownRepository repository) {
        DefinitionsBody today = definitions.state(repository.team()).newest().body();
        Facts known = read(repository);
        Instant to =
                facts.version(repository).dataThrough().orElse(clock.instant()).plusMillis(1);
        var window = new Window(to.minus(SPAN), to, ZoneOffset.UTC);
        var effect = new EffectOfDefinitions(
                repository.name(),
                known,
                facts.flow(repository),
                classified -> {
                    var graph = new CommitGraph.Builder(classified);
                    facts.forEachCommit(repository, graph::add);
                    return graph.build();
                },
                authors.authors(),
                window);
        List<Proposal> proposals = ProposeDefinitions.of(repository.name(), known, today.read());
        Map<String, Value> before = proposals.isEmpty() ? Map.of() : effect.values(today.read(), "");
        return new RecommendationsBody(
                repository.name(),
                window.from(),
                window.to(),
                proposals.stream()
                        .map(proposal -> new RecommendationBody(
                                proposal.id(),
                                proposal.reason(),
                                proposal.adds(),
                                effects(
                                        before,
                                        effect.values(proposal.addedTo(today).read(), proposal.service()))))
                        .toList());
    }

    private static List<EffectBody> effects(Map<String, Value> before, Map<String, Value> after) {
        List<EffectBody> effects = new ArrayList<>();
        before.forEach((metric, value) -> {
            Value changed = Objects.requireNonNull(after.get(metric));
            effects.add(new EffectBody(metric, value.value(), changed.value(), value.n(), changed.n()));
        });
        return effects;
    }

    private Facts read(KnownRepository repository) {
        return facts.facts(repository).withPaths(facts.paths(repository));
    }

    private KnownRepository repository(UriInfo uri) {
        Caller caller = currentCaller.load();
        String name = QueryParameters.of(uri.getQueryParameters(), Set.of("repository"))
                .find("repository")
                .orElseThrow(
                        () -> QueryParameters.bad("the parameter 'repository' is missing: give one as owner/name"));
        return facts.find(caller.team(), name)
                .filter(found -> access.reads(caller, found.team(), found.upstreamKey()))
                .orElseThrow(() -> MillraceException.notFound(
                                "the team '%s' has no repository '%s'".formatted(caller.team(), name))
                        .withCode("repository_missing"));
    }
}
