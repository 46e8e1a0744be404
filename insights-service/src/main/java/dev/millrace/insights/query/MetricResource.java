package dev.millrace.insights.query;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import dev.millrace.insights.ledger.LedgerScope;
import dev.millrace.insights.metric.FailureLog;
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
 * Metrics of a repository or a service of it, of the repositories of an organization at a forge, of what a group owns, and of all of
 * the team, by the active definitions of the team, with what is behind each number. Requires a token with {@code org:read}, or for one repository one with {@code git:read} that covers it. A caller who may
 * not see all repositories gets the numbers of those it sees.
 *
 * <p>Answers 304 if {@code If-None-Match} has the tag of the answer, 400 with value and rule for a bad parameter, 401 without a
 * valid token, 403 without the scope or for another repository than the token's, 404 for a repository or a metric that does not
 * exist.
 */
@Path("/api/insights/metrics")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class MetricResource {

    private static final int ROWS_AT_ONCE = 1_000;

    private final CurrentCaller currentCaller;
    private final ReadQuery queries;
    private final OpenScope scopes;
    private final Clock clock;

    MetricResource(CurrentCaller currentCaller, ReadQuery queries, OpenScope scopes, Clock clock) {
        this.currentCaller = currentCaller;
        this.queries = queries;
        this.scopes = scopes;
        this.clock = clock;
    }

    /** Several metrics of one scope and window. */
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
    @Parameter(name = "tier", in = QUERY, description = "production, or that of the environment, if absent")
    @Parameter(name = "environment", in = QUERY, description = "Only the environment of exactly this name")
    @Parameter(
            name = "actors",
            in = QUERY,
            description = "Of human, agent, bot, separated by commas; human,agent if absent")
    @Parameter(name = "method", in = QUERY, description = "Of quantiles: continuous, or discrete")
    @Parameter(
            name = "quantiles",
            in = QUERY,
            description = "From 0 to 1, separated by commas; the median always is one")
    @Parameter(name = "metrics", in = QUERY, description = "Names, separated by commas; DORA's five if absent")
    @Parameter(name = "definition", in = QUERY, description = "Refuses the answer if the formulas have another version")
    @Parameter(name = "asOf", in = QUERY, description = "Date or time with offset: the numbers as they were then")
    public Response metrics(@Context UriInfo uri, @Context Request request) {
        Instant now = clock.instant();
        Caller caller = currentCaller.load();
        MetricQuery query = queries.read(caller, uri.getQueryParameters(), now);
        return scopes.read(caller, query, opened -> {
            int pending = opened.snapshot().pending(caller.team());
            EntityTag tag = tag(caller, query, opened.scope(), pending, now);
            Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
            return unchanged == null
                    ? Response.ok(MetricsBody.of(caller, query, opened, pending, now))
                            .tag(tag)
                            .build()
                    : unchanged.build();
        });
    }

    /** What a number was computed from, page by page; the window of an interval gives the evidence of that interval. */
    @GET
    @Path("{metric}/evidence")
    public EvidenceBody evidence(@Context UriInfo uri, @PathParam("metric") String name) {
        Metric metric = metric(name);
        Caller caller = currentCaller.load();
        return evidence(caller, metric, queries.read(caller, uri.getQueryParameters(), clock.instant()));
    }

    /** All of the evidence as CSV, newest first. Rows that are added while it is read may be missing. */
    @GET
    @Path("{metric}/evidence.csv")
    @Produces("text/csv")
    public Response csv(@Context UriInfo uri, @PathParam("metric") String name) {
        Metric metric = metric(name);
        Caller caller = currentCaller.load();
        MetricQuery query =
                queries.read(caller, uri.getQueryParameters(), clock.instant()).page(ROWS_AT_ONCE, Optional.empty());
        // read before the first byte is sent: it decides whether the caller may read it
        EvidenceBody first = evidence(caller, metric, query);
        StreamingOutput output = stream -> {
            write(stream, CsvEvidence.header(metric));
            EvidenceBody page = first;
            write(stream, CsvEvidence.lines(page));
            while (page.next().isPresent()) {
                page = evidence(caller, metric, query.page(ROWS_AT_ONCE, page.next()));
                write(stream, CsvEvidence.lines(page));
            }
        };
        return Response.ok(output)
                .header("Content-Disposition", "attachment; filename=\"" + metric.wireName() + ".csv\"")
                .build();
    }

    /** How a number is computed, step by step. */
    @GET
    @Path("{metric}/explain")
    public ExplainBody explain(@Context UriInfo uri, @PathParam("metric") String name) {
        Metric metric = metric(name);
        Caller caller = currentCaller.load();
        MetricQuery query = queries.read(caller, uri.getQueryParameters(), clock.instant());
        return scopes.read(
                caller, query, opened -> new ExplainMetric(opened.snapshot(), opened.scope(), query).explain(metric));
    }

    private EvidenceBody evidence(Caller caller, Metric metric, MetricQuery query) {
        return scopes.read(
                caller,
                query,
                opened -> new ReadEvidence(opened.snapshot(), opened.scope().population(), query).read(metric));
    }

    private static void write(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Metric metric(String name) {
        return Metric.find(name)
                .orElseThrow(() -> MillraceException.notFound("there is no metric '%s'".formatted(name))
                        .withCode("metric_missing"));
    }

    /** Of everything that the answer depends on, without computing it: the rows, the query, and what is still running. */
    private static EntityTag tag(Caller caller, MetricQuery query, LedgerScope scope, int pending, Instant now) {
        // an interval that is over, and evidence that is complete, stay so: both change at most once a minute
        boolean open = query.window().to().plus(FailureLog.WINDOW).isAfter(now);
        String minute = open ? now.truncatedTo(ChronoUnit.MINUTES).toString() : "";
        String all = String.join(
                "\n", caller.team(), query.toString(), DataVersion.of(scope), Integer.toString(pending), minute);
        return new EntityTag(
                UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString());
    }
}
