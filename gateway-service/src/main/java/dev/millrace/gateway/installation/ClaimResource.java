package dev.millrace.gateway.installation;

import dev.millrace.forge.ForgeFailure;
import dev.millrace.gateway.connection.ForgeProblems;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/teams/{slug}/installations}: the installations of a team, and how a maintainer connects one of an account of its own.
 */
@Path("/api/teams/{slug}/installations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ClaimResource {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

    private final ClaimInstallation claimInstallation;
    private final Installations installations;
    private final SignInApps apps;
    private final CurrentCaller current;
    private final Clock clock;

    ClaimResource(
            ClaimInstallation claimInstallation,
            Installations installations,
            SignInApps apps,
            CurrentCaller current,
            Clock clock) {
        this.claimInstallation = claimInstallation;
        this.installations = installations;
        this.apps = apps;
        this.current = current;
        this.clock = clock;
    }

    /** The installations of the team, in the order of the names of their accounts; those that the forge deleted are not listed. */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public List<InstallationBody> list(@RestPath String slug) {
        return installations.ofTeam(slug).stream().map(InstallationBody::of).toList();
    }

    /** Connects; connecting again changes nothing. */
    @POST
    @RolesAllowed(Roles.MAINTAINER)
    public InstallationBody claim(@RestPath String slug, @Nullable ClaimBody body) {
        if (body == null
                || body.installationId() == null
                || !NUMBER.matcher(body.installationId()).matches()) {
            throw MillraceException.badRequest("the body must be JSON with the installationId, a number as text");
        }
        Caller caller = current.load();
        if (caller.user().isEmpty()) {
            throw MillraceException.badRequest(
                            "the caller is no user, but a token of a team: the forge is asked in the name of a person")
                    .withCode("user_missing");
        }
        SignInApp app = ForgeProblems.chosen(apps.choose(slug, Optional.ofNullable(body.connection())));
        try {
            return ClaimResponses.connected(claimInstallation.handle(caller, slug, app, body.installationId()));
        } catch (ForgeFailure failure) {
            throw ForgeProblems.of(failure, clock);
        }
    }
}
