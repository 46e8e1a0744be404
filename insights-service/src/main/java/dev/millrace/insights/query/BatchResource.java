package dev.millrace.insights.query;

import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.query.BatchBody.PanelBody;
import dev.millrace.insights.query.BatchRequestBody.PanelRequestBody;
import dev.millrace.insights.query.OpenScope.Found;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.error.ProblemBody;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.request.RequestId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of many panels in one request, so that a dashboard is one round trip. Every panel has its own answer or problem, as if it
 * had been asked for alone; the request fails only if it is malformed (400) or asks for more than one answer may hold (400).
 */
@Path("/api/insights/metrics/batch")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class BatchResource {

    private static final int LONGEST_NAME = 100;

    /** Intervals of all metrics of all panels. */
    private static final long MOST_POINTS = 50_000;

    private final CurrentCaller currentCaller;
    private final ReadQuery queries;
    private final OpenScope scopes;
    private final Clock clock;

    BatchResource(CurrentCaller currentCaller, ReadQuery queries, OpenScope scopes, Clock clock) {
        this.currentCaller = currentCaller;
        this.queries = queries;
        this.scopes = scopes;
        this.clock = clock;
    }

    /** Answers all panels from one snapshot. */
    @POST
    public BatchBody batch(@Nullable BatchRequestBody body) {
        List<PanelRequestBody> asked = body == null ? List.of() : body.panels();
        if (asked.isEmpty() || asked.size() > BatchRequestBody.MOST) {
            throw QueryParameters.bad(
                    "panels has %d entries: 1 to %d are allowed".formatted(asked.size(), BatchRequestBody.MOST));
        }
        Instant now = clock.instant();
        Caller caller = currentCaller.load();
        List<Panel> panels = new ArrayList<>();
        for (int place = 0; place < asked.size(); place++) {
            panels.add(panel(
                    caller, name(asked.get(place), place), asked.get(place).parameters(), now));
        }
        refuseTooMuch(panels);
        return scopes.inSnapshot(snapshot -> new BatchBody(
                now,
                panels.stream()
                        .map(panel -> answer(caller, snapshot, panel, now))
                        .toList()));
    }

    /** A panel whose query is valid and allowed, or is refused. */
    private sealed interface Panel {

        record Allowed(String name, MetricQuery query, Found scope) implements Panel {}

        record Refused(String name, MillraceException reason) implements Panel {}
    }

    private Panel panel(Caller caller, String name, Map<String, String> parameters, Instant now) {
        try {
            MetricQuery query = queries.read(
                    caller,
                    parameters.entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey,
                                    entry -> List.of(Optional.ofNullable(entry.getValue())
                                            .orElse("")))),
                    now);
            return new Panel.Allowed(name, query, scopes.find(caller, query));
        } catch (MillraceException e) {
            if (e.kind() != ErrorKind.CALLER) {
                throw e;
            }
            return new Panel.Refused(name, e);
        }
    }

    private static String name(PanelRequestBody panel, int place) {
        String name = panel.name().orElse(Integer.toString(place));
        if (name.length() > LONGEST_NAME) {
            throw QueryParameters.bad("the name of panel %d has %d characters: at most %d are allowed"
                    .formatted(place, name.length(), LONGEST_NAME));
        }
        return name;
    }

    private static void refuseTooMuch(List<Panel> panels) {
        long points = 0;
        for (Panel panel : panels) {
            if (panel instanceof Panel.Allowed(String name, MetricQuery query, Found scope)) {
                points += query.interval()
                        .map(unit -> (long) query.metrics().size() * buckets(query.window(), unit))
                        .orElse(0L);
            }
        }
        if (points > MOST_POINTS) {
            throw QueryParameters.bad(
                    "the panels have %,d intervals in all series: at most %,d are allowed in one request"
                            .formatted(points, MOST_POINTS));
        }
    }

    private static int buckets(Window window, Window.Unit unit) {
        return window.buckets(unit).size();
    }

    private static PanelBody answer(Caller caller, Snapshot snapshot, Panel panel, Instant now) {
        return switch (panel) {
            case Panel.Allowed(String name, MetricQuery query, Found scope) -> {
                try {
                    MetricsBody answer =
                            MetricsBody.of(caller, query, scope.open(snapshot), snapshot.pending(caller.team()), now);
                    yield new PanelBody(name, 200, Optional.of(answer), Optional.empty());
                } catch (MillraceException e) {
                    yield refused(name, e);
                }
            }
            case Panel.Refused(String name, MillraceException reason) -> refused(name, reason);
        };
    }

    private static PanelBody refused(String name, MillraceException reason) {
        return new PanelBody(
                name,
                reason.status(),
                Optional.empty(),
                Optional.of(ProblemBody.of(
                        reason.status(), reason.message(), reason.code().orElse(null), RequestId.current())));
    }
}
