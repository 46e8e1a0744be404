package dev.millrace.insights.repository;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.ReadFacts;
import dev.millrace.insights.person.Contributor;
import dev.millrace.insights.person.ReadContributors;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import dev.millrace.kit.identity.repository.VisibleRepositories;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/**
 * The repositories that have insights: their deployments, and who did something. Requires a token with {@code org:read}, which covers all repositories of the team, or {@code git:read},
 * which covers those that the token is for.
 *
 * <p>Answers 400 with value and rule for a bad parameter, 401 without a valid token, 403 without the scope or for another
 * repository than the token's, 404 for a repository that the team does not have.
 */
@Path("/api/insights")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class RepositoryResource {

    private final CurrentCaller currentCaller;
    private final ReadFacts facts;
    private final Histories histories;
    private final ReadContributors contributors;
    private final RepositoryAccess access;
    private final Clock clock;

    RepositoryResource(
            CurrentCaller currentCaller,
            ReadFacts facts,
            Histories histories,
            ReadContributors contributors,
            RepositoryAccess access,
            Clock clock) {
        this.currentCaller = currentCaller;
        this.facts = facts;
        this.histories = histories;
        this.contributors = contributors;
        this.access = access;
        this.clock = clock;
    }

    /** The deployments of a repository with what they shipped, newest first, page by page. */
    @GET
    @Path("deployments")
    @Parameter(name = "repository", in = QUERY, required = true, description = "owner/name")
    @Parameter(name = "from", in = QUERY, description = "Date or time with offset; 30 days before the end if absent")
    @Parameter(name = "to", in = QUERY, description = "Date or time with offset, not in the window itself; else now")
    @Parameter(name = "zone", in = QUERY, description = "IANA zone whose calendar counts; UTC if absent")
    @Parameter(name = "tier", in = QUERY, description = "production unless this or an environment is given")
    @Parameter(name = "environment", in = QUERY, description = "Only the environment of exactly this name")
    @Parameter(name = "redeploys", in = QUERY, description = "include to count them; else exclude")
    @Parameter(name = "bots", in = QUERY, description = "include to count their commits; else exclude")
    @Parameter(name = "agents", in = QUERY, description = "exclude to leave their commits out; else include")
    @Parameter(name = "limit", in = QUERY, description = "Deployments on a page, 1 to 500; 100 if absent")
    @Parameter(name = "after", in = QUERY, description = "What the page before answered as next")
    public DeploymentsBody deployments(@Context UriInfo uri) {
        return list(uri).deployments();
    }

    /** All commits that a deployment first shipped, page by page. 404 if the scope has no such success. */
    @GET
    @Path("deployments/{id}/commits")
    public CommitsBody commits(@Context UriInfo uri, @PathParam("id") String id) {
        return list(uri)
                .commits(id)
                .orElseThrow(() -> MillraceException.notFound(
                                "there is no successful deployment '%s' in the environments asked for".formatted(id))
                        .withCode("deployment_missing"));
    }

    /**
     * Who did something in the repository, page by page. A caller with {@code org:read} sees which accounts belong to members
     * of the team; all others, and all that other callers see, are accounts.
     */
    @GET
    @Path("people")
    @Parameter(name = "repository", in = QUERY, required = true, description = "owner/name")
    @Parameter(name = "from", in = QUERY, description = "Date or time with offset; 30 days before the end if absent")
    @Parameter(name = "to", in = QUERY, description = "Date or time with offset, not in the window itself; else now")
    @Parameter(name = "zone", in = QUERY, description = "IANA zone in which dates begin; UTC if absent")
    @Parameter(name = "bots", in = QUERY, description = "exclude to leave programs out; else include")
    @Parameter(name = "limit", in = QUERY, description = "People on a page, 1 to 500; 100 if absent")
    @Parameter(name = "after", in = QUERY, description = "What the page before answered as next")
    public PeopleBody people(@Context UriInfo uri) {
        Caller caller = currentCaller.load();
        PeopleQuery query = PeopleQuery.read(uri.getQueryParameters(), clock.instant());
        KnownRepository repository = repository(caller, query.repository());
        Optional<String> team = Optional.of(caller.team()).filter(slug -> caller.has(Scope.ORG_READ));
        List<Contributor> found = repository
                .upstreamKey()
                .map(key -> contributors.list(
                        key, query.window().from(), query.window().to(), team))
                .orElse(List.of());
        return PeopleBody.of(repository, query, found);
    }

    /** The repositories that the caller may see, by name. */
    @GET
    @Path("repositories")
    public List<RepositoryBody> repositories() {
        Caller caller = currentCaller.load();
        VisibleRepositories visible = access.visible(caller);
        return facts.list(caller.team()).stream()
                .filter(repository -> sees(caller, repository.name()) && visible.shows(repository.upstreamKey()))
                .map(this::body)
                .toList();
    }

    private ListDeployments list(UriInfo uri) {
        Caller caller = currentCaller.load();
        DeploymentsQuery query = DeploymentsQuery.read(uri.getQueryParameters(), clock.instant());
        return new ListDeployments(histories.read(repository(caller, query.repository())), query);
    }

    private KnownRepository repository(Caller caller, String name) {
        if (!caller.has(Scope.ORG_READ)) {
            caller.requireRepository(name);
        }
        return facts.find(caller.team(), name)
                .filter(found -> access.reads(caller, found.team(), found.upstreamKey()))
                .orElseThrow(() -> MillraceException.notFound(
                                "the team '%s' has no repository '%s'".formatted(caller.team(), name))
                        .withCode("repository_missing"));
    }

    private static boolean sees(Caller caller, String name) {
        return caller.has(Scope.ORG_READ)
                || caller.repository()
                        .filter(only -> !only.equals("org"))
                        .map(name::equals)
                        .orElse(true);
    }

    private RepositoryBody body(KnownRepository repository) {
        var atForge = facts.atForge(repository);
        return new RepositoryBody(
                repository.id(),
                repository.name(),
                repository.upstreamKey(),
                atForge.map(forge -> forge.defaultBranch()),
                atForge.map(forge -> forge.archived()).orElse(false),
                atForge.map(forge -> forge.deleted()).orElse(false),
                facts.version(repository).dataThrough(),
                facts.count(repository));
    }
}
