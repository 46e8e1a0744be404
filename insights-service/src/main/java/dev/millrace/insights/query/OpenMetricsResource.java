package dev.millrace.insights.query;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.prometheus.client.exporter.common.TextFormat;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The metrics in the format of OpenMetrics 1.0, for Prometheus and others to scrape. */
@Path("/api/insights/openmetrics")
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class OpenMetricsResource {

    private final CurrentCaller currentCaller;
    private final ReadQuery queries;
    private final OpenScope scopes;
    private final Clock clock;

    OpenMetricsResource(CurrentCaller currentCaller, ReadQuery queries, OpenScope scopes, Clock clock) {
        this.currentCaller = currentCaller;
        this.queries = queries;
        this.scopes = scopes;
        this.clock = clock;
    }

    /** Gauges of the metrics that are asked for, over the window; what cannot be measured has no sample. */
    @GET
    @Produces(TextFormat.CONTENT_TYPE_OPENMETRICS_100)
    @Parameter(name = "scope", in = QUERY, description = "This and all others as for the metrics")
    public String export(@Context UriInfo uri) {
        Instant now = clock.instant();
        Caller caller = currentCaller.load();
        MetricQuery query = queries.read(caller, uri.getQueryParameters(), now);
        MetricsBody metrics = scopes.read(
                caller,
                query,
                opened ->
                        MetricsBody.of(caller, query, opened, opened.snapshot().pending(caller.team()), now));
        var text = new StringWriter();
        try {
            TextFormat.writeOpenMetrics100(text, Collections.enumeration(OpenMetrics.of(metrics)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
