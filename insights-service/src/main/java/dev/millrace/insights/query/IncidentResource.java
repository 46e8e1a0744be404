package dev.millrace.insights.query;

import dev.millrace.insights.fact.IncidentFact;
import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.RecordIncidents;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.time.StoredTime;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Incidents that a team reports about its repositories, as evidence that a deployment was bad. Reading requires what metrics
 * require, reporting {@code events:write}. A report is complete and has an id that its sender chose, so sending it again, with
 * more in it or not, is safe.
 */
@Path("/api/insights/incidents")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class IncidentResource {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");
    private static final int TITLE = 500;

    private final CurrentCaller currentCaller;
    private final OpenScope scopes;
    private final RecordIncidents incidents;

    IncidentResource(CurrentCaller currentCaller, OpenScope scopes, RecordIncidents incidents) {
        this.currentCaller = currentCaller;
        this.scopes = scopes;
        this.incidents = incidents;
    }

    /**
     * An incident.
     *
     * @param id chosen by who reports it: 1 to 100 letters, digits, dots, underscores, colons and hyphens; in a request that of the
     *     path counts
     * @param title in a few words, at most 500 characters
     * @param startedAt when it began, with an offset
     * @param resolvedAt when it was over, with an offset; null while it lasts
     * @param deployment number of the deployment that caused it; null if that is not known
     */
    record IncidentBody(
            Optional<String> id,
            Optional<String> title,
            Optional<String> startedAt,
            Optional<String> resolvedAt,
            Optional<String> deployment) {

        IncidentBody {
            // a request may lack any of them
            id = Objects.requireNonNullElse(id, Optional.empty());
            title = Objects.requireNonNullElse(title, Optional.empty());
            startedAt = Objects.requireNonNullElse(startedAt, Optional.empty());
            resolvedAt = Objects.requireNonNullElse(resolvedAt, Optional.empty());
            deployment = Objects.requireNonNullElse(deployment, Optional.empty());
        }

        static IncidentBody of(IncidentFact fact) {
            return new IncidentBody(
                    Optional.of(fact.id()),
                    Optional.of(fact.title()),
                    Optional.of(fact.startedAt().toString()),
                    fact.resolvedAt().map(Instant::toString),
                    fact.deploymentId());
        }
    }

    /** The incidents of one repository, by id. */
    @GET
    @RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
    public List<IncidentBody> list(@Context UriInfo uri) {
        return incidents.list(repository(uri)).stream().map(IncidentBody::of).toList();
    }

    /** Reports an incident, or replaces what was reported under this id. */
    @PUT
    @Path("{id}")
    @RolesAllowed(Roles.EVENTS_WRITE)
    public IncidentBody put(@Context UriInfo uri, @PathParam("id") String id, @Nullable IncidentBody body) {
        KnownRepository repository = repositoryToReport(uri);
        IncidentFact incident = read(id, body);
        incidents.save(repository, incident);
        return IncidentBody.of(incident);
    }

    /**
     * Takes the payload of an incident tool: {@code alertmanager}, {@code gitlab}, {@code opsgenie} or {@code pagerduty}. Sending it
     * again changes nothing; answers the incidents in it, none if it is about something else.
     */
    @POST
    @Path("{id}")
    @RolesAllowed(Roles.EVENTS_WRITE)
    public List<IncidentBody> take(@Context UriInfo uri, @PathParam("id") String source, String payload) {
        KnownRepository repository = repositoryToReport(uri);
        List<IncidentFact> reported = IncidentMapping.of(source).read(source, payload);
        incidents.take(repository, reported);
        return reported.stream().map(IncidentBody::of).toList();
    }

    /** Withdraws a report; 404 if there is none. */
    @DELETE
    @Path("{id}")
    @RolesAllowed(Roles.EVENTS_WRITE)
    public void delete(@Context UriInfo uri, @PathParam("id") String id) {
        if (!incidents.remove(repositoryToReport(uri), id)) {
            throw MillraceException.notFound("there is no incident '%s'".formatted(id))
                    .withCode("incident_missing");
        }
    }

    private KnownRepository repository(UriInfo uri) {
        return scopes.repository(currentCaller.load(), name(uri));
    }

    private KnownRepository repositoryToReport(UriInfo uri) {
        Caller caller = currentCaller.load();
        String name = name(uri);
        caller.requireRepository(name);
        return scopes.repository(caller, name);
    }

    private static String name(UriInfo uri) {
        return QueryParameters.of(uri.getQueryParameters(), Set.of("repository"))
                .find("repository")
                .orElseThrow(
                        () -> QueryParameters.bad("the parameter 'repository' is missing: give one as owner/name"));
    }

    private static IncidentFact read(String id, @Nullable IncidentBody body) {
        if (body == null) {
            throw bad("the body is missing: give at least startedAt");
        }
        if (!ID.matcher(id).matches()) {
            throw bad("id '%s' is not 1 to 100 letters, digits, dots, underscores, colons and hyphens".formatted(id));
        }
        String title = body.title().orElse("");
        if (title.length() > TITLE || title.indexOf('\0') >= 0) {
            throw bad("title has %,d characters: at most %d, and no NUL".formatted(title.length(), TITLE));
        }
        Instant startedAt =
                body.startedAt().map(text -> time("startedAt", text)).orElseThrow(() -> bad("startedAt is missing"));
        Optional<Instant> resolvedAt = body.resolvedAt().map(text -> time("resolvedAt", text));
        if (resolvedAt.filter(startedAt::isAfter).isPresent()) {
            throw bad("resolvedAt '%s' is before startedAt '%s'".formatted(resolvedAt.get(), startedAt));
        }
        body.deployment()
                .filter(number -> number.isEmpty() || number.length() > 100 || number.indexOf('\0') >= 0)
                .ifPresent(number -> {
                    throw bad("deployment is not the number of a deployment: 1 to 100 characters, no NUL");
                });
        return new IncidentFact(id, title, startedAt, resolvedAt, body.deployment());
    }

    private static Instant time(String name, String text) {
        try {
            return StoredTime.parse(text).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            throw bad("%s '%s' is not a time with an offset such as 2026-11-01T08:00:00Z".formatted(name, text));
        }
    }

    private static MillraceException bad(String message) {
        return MillraceException.badRequest(message).withCode("incident_invalid");
    }
}
