package dev.millrace.insights.lab;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import dev.millrace.insights.definition.DefinitionState;
import dev.millrace.insights.definition.DefinitionVersion;
import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.metric.FailureLog;
import dev.millrace.insights.metric.Scope;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.query.OpenScope;
import dev.millrace.insights.query.QueryParameters;
import dev.millrace.insights.repository.Histories;
import dev.millrace.insights.repository.History;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The definition lab: what other definitions of the team, and other tools, make of the events of a repository. */
@Path("/api/insights/metrics/lab")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class LabResource {

    private static final Set<String> KNOWN = Set.of("repository", "from", "to", "zone");

    /** Some tools look at every week and every day. */
    private static final int MOST_DAYS = 1_000;

    private static final Scope PRODUCTION = new Scope(Optional.of(Tier.PRODUCTION), Optional.empty());

    private final CurrentCaller currentCaller;
    private final OpenScope scopes;
    private final TeamDefinitions teams;
    private final Histories histories;
    private final ReadFacts facts;
    private final Clock clock;

    LabResource(
            CurrentCaller currentCaller,
            OpenScope scopes,
            TeamDefinitions teams,
            Histories histories,
            ReadFacts facts,
            Clock clock) {
        this.currentCaller = currentCaller;
        this.scopes = scopes;
        this.teams = teams;
        this.histories = histories;
        this.facts = facts;
        this.clock = clock;
    }

    /**
     * Metrics by several definitions.
     *
     * @param repository {@code owner/name}
     * @param from first instant of the window
     * @param to first instant after it
     * @param definitions those of the team first: the active version, the one that is prepared, and 0
     */
    record LabBody(String repository, Instant from, Instant to, List<LabMetrics> definitions) {}

    /** Four metrics of a repository's production environments, by all these definitions. */
    @GET
    @Parameter(name = "repository", in = QUERY, required = true, description = "owner/name")
    @Parameter(name = "from", in = QUERY, description = "Date or time with offset; 30 days before the end if absent")
    @Parameter(name = "to", in = QUERY, description = "Date or time with offset, not in the window itself; else now")
    @Parameter(name = "zone", in = QUERY, description = "IANA zone of our days; UTC if absent. Others have their own")
    public LabBody compare(@Context UriInfo uri) {
        QueryParameters parameters = QueryParameters.of(uri.getQueryParameters(), KNOWN);
        KnownRepository repository = scopes.repository(currentCaller.load(), parameters.repository());
        Window window = parameters.window(parameters.zone(), clock.instant());
        if (window.days() > MOST_DAYS) {
            throw QueryParameters.bad("a window of %d days is longer than %,d days: take a shorter one"
                    .formatted(window.days(), MOST_DAYS));
        }
        return new LabBody(repository.name(), window.from(), window.to(), definitions(repository, window));
    }

    private List<LabMetrics> definitions(KnownRepository repository, Window window) {
        FlowFacts flow = facts.flow(repository);
        DefinitionState state = teams.state(repository.team());
        List<LabMetrics> all = new ArrayList<>();
        versions(state).forEach(version -> {
            History history = histories.read(repository, version);
            all.add(TeamMetrics.of(
                    version.number(),
                    history.log(PRODUCTION),
                    FailureLog.of(
                            history.log(PRODUCTION),
                            history.facts(),
                            history.graph(),
                            flow.incidents(),
                            history.rules()),
                    window));
        });
        History active = histories.read(repository, state.active());
        LabHistory read = ReadLabHistory.of(active.log(PRODUCTION), active.facts(), flow);
        ToolDefinitions.ofOthers().forEach(tool -> all.add(tool.of(read, window)));
        return all;
    }

    /** The active one, the one that is prepared, and what holds without any. */
    private static List<DefinitionVersion> versions(DefinitionState state) {
        return Stream.concat(state.derived().stream(), Stream.of(DefinitionVersion.NONE))
                .distinct()
                .toList();
    }
}
