package dev.millrace.gateway.dashboard.insight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.frame.ApiBodies;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.QueryValues;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestPath;

/** {@code /ui/insights}: all metrics of a scope and a window, and each of them with its series, its evidence and its computation. */
@Path("/ui/insights")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
class InsightPageResource {

    private static final String QUANTILES = "0.5,0.75,0.9,0.95";
    private static final int EVIDENCE_ON_A_PAGE = 50;

    private final Template insights;
    private final Template insight;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;

    InsightPageResource(
            @Location("ui/insights") Template insights,
            @Location("ui/insight") Template insight,
            Services services,
            ApiBodies bodies,
            PageResponses pages) {
        this.insights = insights;
        this.insight = insight;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
    }

    /** All metrics. What the API refuses of the form is shown with the reason. */
    @GET
    public Response list(@Context UriInfo uri) {
        MetricChoice choice = MetricChoice.of(QueryValues.of(uri.getQueryParameters()));
        List<String> names = Stream.of(MetricText.DORA, MetricText.FLOW, MetricText.BUILDS)
                .flatMap(List::stream)
                .toList();
        Reply reply = services.get("%s?%s".formatted(Metrics.PATH, choice.metricsQuery(names, QUANTILES)));
        boolean refused = reply.status() == 400;
        Optional<Metrics> found = refused ? Optional.empty() : Optional.of(bodies.read(reply.require(), Metrics.class));
        List<MetricView> all = found.map(Metrics::metrics).orElse(List.of()).stream()
                .map(metric -> MetricView.of(metric, choice))
                .toList();
        return pages.show(
                refused ? 400 : 200,
                Section.INSIGHTS,
                "Insights",
                insights.data("choice", choice)
                        .data(
                                "problem",
                                reply.problem().map(Reply.Problem::text).orElse(""))
                        .data("found", found)
                        .data("dora", part(all, MetricText.DORA))
                        .data("flow", part(all, MetricText.FLOW))
                        .data("ofBuilds", part(all, MetricText.BUILDS)));
    }

    /** One metric. 404 if there is none of this name. */
    @GET
    @Path("{metric}")
    public Response show(@RestPath String metric, @Context UriInfo uri) {
        if (!MetricText.isKnown(metric)) {
            throw MillraceException.notFound("there is no metric '%s'".formatted(metric))
                    .withCode("metric_missing");
        }
        Map<String, String> given = QueryValues.of(uri.getQueryParameters());
        MetricChoice choice = MetricChoice.of(given);
        Metrics metrics = bodies.read(
                services.get("%s?%s".formatted(Metrics.PATH, choice.metricsQuery(List.of(metric), QUANTILES)))
                        .require(),
                Metrics.class);
        Metrics.Metric found = metrics.metrics().getFirst();
        MetricView view = MetricView.of(found, choice);
        String root = "%s/%s".formatted(Metrics.PATH, metric);
        JsonNode explained = services.get("%s/explain?%s".formatted(root, choice.wholeQuery()))
                .require();
        JsonNode evidence = services.get(
                        "%s/evidence?%s&limit=%d".formatted(root, choice.wholeQuery(), EVIDENCE_ON_A_PAGE))
                .require();
        return pages.show(
                Section.INSIGHTS,
                view.label(),
                insight.data("metric", view)
                        .data("choice", choice)
                        .data("metrics", metrics)
                        .data("chart", bodies.write(ChartData.of(view, found.unit())))
                        .data("explanation", bodies.read(explained, Explanation.class))
                        .data("evidence", Evidence.of(evidence))
                        .data("hasMore", evidence.hasNonNull("next"))
                        .data("csv", "%s/evidence.csv?%s".formatted(root, choice.wholeQuery())));
    }

    private static List<MetricView> part(List<MetricView> all, List<String> names) {
        return all.stream().filter(metric -> names.contains(metric.name())).toList();
    }
}
