package dev.millrace.gateway.connection;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestPath;

/** {@code /api/connections/<id>/rotation}: replaces the webhook secret of an App, for the administrator. */
@Path("/api/connections/{id}/rotation")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.ADMINISTRATOR)
class RotationResource {

    private final RotateWebhookSecret rotate;
    private final CurrentCaller current;

    RotationResource(RotateWebhookSecret rotate, CurrentCaller current) {
        this.rotate = rotate;
        this.current = current;
    }

    @POST
    public Response begin(@RestPath String id) {
        return switch (rotate.begin(current.load(), id)) {
            case RotationOutcome.Begun(Rotation rotation) ->
                Response.accepted(RotationBody.of(rotation, rotate.othersMatchedAt(rotation)))
                        .build();
            case RotationOutcome.Missing missing ->
                throw MillraceException.notFound("there is no connection '%s'".formatted(id))
                        .withCode("connection_missing");
            case RotationOutcome.NoApp noApp ->
                throw MillraceException.conflict(
                                "the connection has no App at a GitHub: change the secret at the forge, and add it here")
                        .withCode("app_missing");
            case RotationOutcome.StatedBySettings stated ->
                throw MillraceException.conflict(
                                "the secrets of this connection are in the settings millrace.github.* of the gateway: change them there")
                        .withCode("connection_in_settings");
            case RotationOutcome.TooMany(int most) ->
                throw MillraceException.conflict(
                                "the connection has %d webhook secrets already: remove one first".formatted(most))
                        .withCode("secrets_exhausted");
        };
    }

    @GET
    public RotationBody show(@RestPath String id) {
        return rotate.find(id)
                .map(rotation -> RotationBody.of(rotation, rotate.othersMatchedAt(rotation)))
                .orElseThrow(() -> MillraceException.notFound(
                                "no webhook secret of the connection '%s' is being replaced".formatted(id))
                        .withCode("rotation_missing"));
    }
}
