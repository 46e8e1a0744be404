package dev.millrace.insights.measure;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import dev.millrace.insights.ledger.DeriveLedger;
import dev.millrace.insights.ledger.LedgerScope;
import dev.millrace.insights.measure.MeasureQuery.MeasureScope.OfGroup;
import dev.millrace.insights.measure.MeasureQuery.MeasureScope.OfOrganization;
import dev.millrace.insights.measure.MeasureQuery.MeasureScope.OfRepository;
import dev.millrace.insights.measure.MeasureQuery.MeasureScope.OfService;
import dev.millrace.insights.measure.MeasureQuery.MeasureScope.OfTeam;
import dev.millrace.insights.measure.MeasuresBody.FiltersBody;
import dev.millrace.insights.measure.MeasuresBody.ScopeBody;
import dev.millrace.insights.measure.MeasuresBody.WindowBody;
import dev.millrace.insights.measure.OpenScope.Opened;
import dev.millrace.insights.metric.FailureLog;
import dev.millrace.insights.query.QueryParameters;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/**
 * Measures of a repository, of the repositories of an organization at a forge, and of all of the team, with what is behind each
 * number. Requires a token with {@code org:read}, or for one repository one with {@code git:read} that covers it. A caller who may
 * not see all repositories gets the numbers of those it sees.
 *
 * <p>Answers 304 if {@code If-None-Match} has the tag of the answer, 400 with value and rule for a bad parameter, 401 without a
 * valid token, 403 without the scope or for another repository than the token's, 404 for a repository or a measure that does not
 * exist.
 */
@Path("/api/insights/measures")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class MeasureResource {

    private static final int ROWS_AT_ONCE = 1_000;

    private final CurrentCaller currentCaller;
    private final OpenScope scopes;
    private final Clock clock;

    MeasureResource(CurrentCaller currentCaller, OpenScope scopes, Clock clock) {
        this.currentCaller = currentCaller;
        this.scopes = scopes;
        this.clock = clock;
    }

    /** Several measures of one scope and window. */
    @GET
    @Parameter(
            name = "scope",
            in = QUERY,
            description = "repository, organization, service, group or team; else by the other parameters")
    @Parameter(name = "repository", in = QUERY, description = "owner/name")
    @Parameter(name = "service", in = QUERY, description = "Name of a service of the repository")
    @Parameter(name = "group", in = QUERY, description = "Name of a group that owns repositories or services")
    @Parameter(name = "organization", in = QUERY, description = "Owner of repositories at a forge")
    @Parameter(name = "from", in = QUERY, description = "Date or time with offset; 30 days before the end if absent")
    @Parameter(
            name = "to",
            in = QUERY,
            description = "Date or time with offset, not in the window itself; else the end of this minute")
    @Parameter(name = "zone", in = QUERY, description = "IANA zone whose calendar counts; UTC if absent")
    @Parameter(name = "interval", in = QUERY, description = "all, day, week, month or quarter; all if absent")
    @Parameter(name = "tier", in = QUERY, description = "production if absent")
    @Parameter(
            name = "actors",
            in = QUERY,
            description = "Of human, agent, bot, separated by commas; human,agent if absent")
    @Parameter(name = "method", in = QUERY, description = "Of quantiles: continuous, or discrete")
    @Parameter(
            name = "quantiles",
            in = QUERY,
            description = "From 0 to 1, separated by commas; the median always is one")
    @Parameter(name = "measures", in = QUERY, description = "Names, separated by commas; DORA's five if absent")
    @Parameter(
            name = "definition",
            in = QUERY,
            description = "Refuses the answer if the definitions have another version")
    public Response measures(@Context UriInfo uri, @Context Request request) {
        Instant now = clock.instant();
        Caller caller = currentCaller.load();
        MeasureQuery query = MeasureParameters.read(uri.getQueryParameters(), now);
        return scopes.read(caller, query, opened -> {
            int pending = opened.snapshot().pending(caller.team());
            EntityTag tag = tag(caller, query, opened.scope(), pending, now);
            Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
            return unchanged == null
                    ? Response.ok(body(caller, query, opened, pending, now))
                            .tag(tag)
                            .build()
                    : unchanged.build();
        });
    }

    /** What a number was computed from, page by page; the window of an interval gives the evidence of that interval. */
    @GET
    @Path("{measure}/evidence")
    public EvidenceBody evidence(@Context UriInfo uri, @PathParam("measure") String name) {
        Measure measure = measure(name);
        MeasureQuery query = MeasureParameters.read(uri.getQueryParameters(), clock.instant());
        return evidence(currentCaller.load(), measure, query);
    }

    /** All of the evidence as CSV, newest first. Rows that are added while it is read may be missing. */
    @GET
    @Path("{measure}/evidence.csv")
    @Produces("text/csv")
    public Response csv(@Context UriInfo uri, @PathParam("measure") String name) {
        Measure measure = measure(name);
        MeasureQuery query = MeasureParameters.read(uri.getQueryParameters(), clock.instant())
                .page(ROWS_AT_ONCE, Optional.empty());
        Caller caller = currentCaller.load();
        // read before the first byte is sent: it decides whether the caller may read it
        EvidenceBody first = evidence(caller, measure, query);
        StreamingOutput output = stream -> {
            write(stream, CsvEvidence.header(measure));
            EvidenceBody page = first;
            write(stream, CsvEvidence.lines(page));
            while (page.next().isPresent()) {
                page = evidence(caller, measure, query.page(ROWS_AT_ONCE, page.next()));
                write(stream, CsvEvidence.lines(page));
            }
        };
        return Response.ok(output)
                .header("Content-Disposition", "attachment; filename=\"" + measure.wireName() + ".csv\"")
                .build();
    }

    /** How a number is computed, step by step. */
    @GET
    @Path("{measure}/explain")
    public ExplainBody explain(@Context UriInfo uri, @PathParam("measure") String name) {
        Measure measure = measure(name);
        MeasureQuery query = MeasureParameters.read(uri.getQueryParameters(), clock.instant());
        return scopes.read(
                currentCaller.load(),
                query,
                opened -> new ExplainMeasure(opened.snapshot(), opened.scope().population(), query).explain(measure));
    }

    private EvidenceBody evidence(Caller caller, Measure measure, MeasureQuery query) {
        return scopes.read(
                caller,
                query,
                opened -> new ReadEvidence(opened.snapshot(), opened.scope().population(), query).read(measure));
    }

    private static void write(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Measure measure(String name) {
        return Measure.find(name)
                .orElseThrow(() -> MillraceException.notFound("there is no measure '%s'".formatted(name))
                        .withCode("measure_missing"));
    }

    /** Of everything that the answer depends on, without computing it: the rows, the query, and what is still running. */
    private static EntityTag tag(Caller caller, MeasureQuery query, LedgerScope scope, int pending, Instant now) {
        // an interval that is over, and evidence that is complete, stay so: both change at most once a minute
        boolean open = query.window().to().plus(FailureLog.WINDOW).isAfter(now);
        String minute = open ? now.truncatedTo(ChronoUnit.MINUTES).toString() : "";
        String all = String.join(
                "\n",
                caller.team(),
                query.toString(),
                scope.population().toString(),
                scope.version(),
                String.valueOf(scope.dataThrough()),
                Integer.toString(pending),
                DeriveLedger.DEFINITION,
                minute);
        return new EntityTag(
                UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString());
    }

    private static MeasuresBody body(Caller caller, MeasureQuery query, Opened opened, int pending, Instant now) {
        return new MeasuresBody(
                scope(caller, query, opened.scope()),
                new WindowBody(
                        query.window().from(),
                        query.window().to(),
                        query.window().zone(),
                        query.interval().map(QueryParameters::wire).orElse("all")),
                new FiltersBody(
                        query.tier().wireName(),
                        query.actors().stream()
                                .sorted()
                                .map(QueryParameters::wire)
                                .toList(),
                        QueryParameters.wire(query.method())),
                DeriveLedger.DEFINITION,
                opened.snapshot().definition(caller.team()),
                opened.scope().dataThrough(),
                pending,
                new ReadMeasures(opened.snapshot(), opened.scope(), query, now).read());
    }

    private static ScopeBody scope(Caller caller, MeasureQuery query, LedgerScope scope) {
        return switch (query.scope()) {
            case OfRepository(String name) ->
                new ScopeBody("repository", caller.team(), Optional.of(name), scope.repositories());
            case OfOrganization(String owner) ->
                new ScopeBody("organization", caller.team(), Optional.of(owner), scope.repositories());
            case OfService(String repository, String name) ->
                new ScopeBody("service", caller.team(), Optional.of(repository + "/" + name), scope.repositories());
            case OfGroup(String name) -> new ScopeBody("group", caller.team(), Optional.of(name), scope.repositories());
            case OfTeam team -> new ScopeBody("team", caller.team(), Optional.empty(), scope.repositories());
        };
    }
}
