package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/connections}: the forges that are connected, for the administrator. */
@Path("/api/connections")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.ADMINISTRATOR)
class ConnectionResource {

    private final Connections connections;
    private final SecretMatches matches;
    private final CurrentCaller current;

    ConnectionResource(Connections connections, SecretMatches matches, CurrentCaller current) {
        this.connections = connections;
        this.matches = matches;
        this.current = current;
    }

    @POST
    public Response create(@Nullable NewConnectionBody body) {
        if (body == null) {
            throw MillraceException.badRequest("the body must be JSON with a forge");
        }
        return switch (connections.create(current.load(), read(body))) {
            case ConnectionOutcome.Created(Connection connection, Optional<String> secret) ->
                Response.created(URI.create("/api/connections/" + connection.id()))
                        .entity(ConnectionBody.of(connection, Map.of(), secret))
                        .build();
            case ConnectionOutcome.AppConnected(String id) ->
                throw MillraceException.conflict("this App is connected already, as %s".formatted(id))
                        .withCode("app_connected");
            case ConnectionOutcome.HostConnected(String instance) ->
                throw MillraceException.conflict("%s is a GitHub that is connected for all teams".formatted(instance))
                        .withCode("host_connected");
            case ConnectionOutcome.NoTeam(String slug) ->
                throw MillraceException.notFound("there is no team '%s'".formatted(slug))
                        .withCode("team_missing");
        };
    }

    @GET
    public List<ConnectionBody> list() {
        List<Connection> all = connections.list();
        Map<UUID, Instant> matchedAt = matches.of(all);
        return all.stream()
                .map(connection -> ConnectionBody.of(connection, matchedAt, Optional.empty()))
                .toList();
    }

    @GET
    @Path("{id}")
    public ConnectionBody show(@RestPath String id) {
        return connections
                .find(id)
                .map(connection -> ConnectionBody.of(connection, matches.of(List.of(connection)), Optional.empty()))
                .orElseThrow(() -> missing(id));
    }

    @DELETE
    @Path("{id}")
    public Response remove(@RestPath String id) {
        return switch (connections.remove(current.load(), id)) {
            case RemovalOutcome.Removed removed -> Response.noContent().build();
            case RemovalOutcome.Missing missing -> throw missing(id);
            case RemovalOutcome.StatedBySettings stated ->
                throw MillraceException.conflict(
                                "this connection is described by millrace.github.* of the gateway: remove it there")
                        .withCode("connection_in_settings");
        };
    }

    /** Adds a secret beside those that the connection has, which stay active: the first step of a rotation. */
    @POST
    @Path("{id}/secrets")
    public Response addSecret(@RestPath String id, @Nullable NewSecretBody body) {
        Purpose purpose = Optional.ofNullable(body)
                .map(NewSecretBody::purpose)
                .flatMap(SecretBody::purpose)
                .orElseThrow(
                        () -> MillraceException.badRequest("purpose must be one of app-key, webhook and oauth-client"));
        Optional<String> value = Optional.ofNullable(body).map(NewSecretBody::value);
        if (value.isEmpty() && purpose != Purpose.WEBHOOK) {
            throw MillraceException.badRequest("value is missing: only webhook secrets are generated");
        }
        value.ifPresent(given -> check(purpose, given));
        return answer(id, connections.addSecret(current.load(), id, purpose, value));
    }

    @DELETE
    @Path("{id}/secrets/{secretId}")
    public Response removeSecret(@RestPath String id, @RestPath UUID secretId) {
        return answer(id, connections.removeSecret(current.load(), id, secretId));
    }

    private static Response answer(String id, SecretOutcome outcome) {
        return switch (outcome) {
            case SecretOutcome.Added(ConnectionSecret secret, Optional<String> generated) ->
                Response.created(URI.create("/api/connections/%s/secrets/%s".formatted(id, secret.id())))
                        .entity(SecretBody.of(secret, Optional.empty(), generated))
                        .build();
            case SecretOutcome.Removed removed -> Response.noContent().build();
            case SecretOutcome.Missing missing ->
                throw MillraceException.notFound("there is no such connection or secret at '%s'".formatted(id))
                        .withCode("secret_missing");
            case SecretOutcome.TooMany(Purpose purpose, int most) ->
                throw MillraceException.conflict("the connection has %d secrets of purpose %s already: remove one first"
                                .formatted(most, SecretBody.wireName(purpose)))
                        .withCode("secrets_exhausted");
            case SecretOutcome.StatedBySettings stated ->
                throw MillraceException.conflict(
                                "this secret is in the settings millrace.github.* of the gateway: remove it there")
                        .withCode("secret_in_settings");
            case SecretOutcome.LastOne(Purpose purpose) ->
                throw MillraceException.conflict("this is the only secret of purpose %s: add another one first"
                                .formatted(SecretBody.wireName(purpose)))
                        .withCode("secret_needed");
        };
    }

    private static NewConnection read(NewConnectionBody body) {
        try {
            return ReadNewConnection.read(body);
        } catch (IllegalArgumentException e) {
            throw MillraceException.badRequest(String.valueOf(e.getMessage())).withCode("connection_invalid");
        }
    }

    private static void check(Purpose purpose, String value) {
        try {
            ReadNewConnection.plain(purpose, value);
        } catch (IllegalArgumentException e) {
            throw MillraceException.badRequest(String.valueOf(e.getMessage())).withCode("secret_invalid");
        }
    }

    private static MillraceException missing(String id) {
        return MillraceException.notFound("there is no connection '%s'".formatted(id))
                .withCode("connection_missing");
    }
}
