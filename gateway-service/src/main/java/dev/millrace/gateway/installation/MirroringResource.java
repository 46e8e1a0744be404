package dev.millrace.gateway.installation;

import dev.millrace.events.access.InstallationLinked.Mirroring;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/teams/{slug}/mirroring}: read by the team, chosen by its maintainers. */
@Path("/api/teams/{slug}/mirroring")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class MirroringResource {

    private final ChooseMirroring chooseMirroring;
    private final CurrentCaller caller;

    MirroringResource(ChooseMirroring chooseMirroring, CurrentCaller caller) {
        this.chooseMirroring = chooseMirroring;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public MirroringBody show(@RestPath String slug) {
        return body(chooseMirroring.find(slug).orElseThrow(() -> noTeam(slug)));
    }

    /** Takes effect in all services within seconds. Mirrors that exist stay. */
    @PUT
    @RolesAllowed({Roles.MAINTAINER, Roles.ADMINISTRATOR})
    public MirroringBody choose(@RestPath String slug, @Nullable MirroringBody body) {
        Mirroring wanted = read(body);
        if (!chooseMirroring.handle(caller.load(), slug, wanted)) {
            throw noTeam(slug);
        }
        return body(wanted);
    }

    private static Mirroring read(@Nullable MirroringBody body) {
        if (body == null || body.mirroring() == null) {
            throw MillraceException.badRequest("the body must be JSON with mirroring");
        }
        String given = body.mirroring();
        return Arrays.stream(Mirroring.values())
                .filter(each -> ChooseMirroring.word(each).equals(given))
                .findFirst()
                .orElseThrow(() ->
                        MillraceException.badRequest("mirroring '%s' is none of all, requested".formatted(given)));
    }

    private static MirroringBody body(Mirroring mirroring) {
        return new MirroringBody(ChooseMirroring.word(mirroring));
    }

    private static MillraceException noTeam(String slug) {
        return MillraceException.notFound("there is no team '%s'".formatted(slug))
                .withCode("team_missing");
    }
}
