package dev.millrace.gateway.dashboard.access;

import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.member.AcceptInvitation;
import dev.millrace.gateway.route.SessionCookie;
import dev.millrace.gateway.session.Sessions;
import dev.millrace.gateway.user.User;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /ui/first-team}: an administrator creates a team and becomes its owner. The administrator's token is no person: it creates
 * the person, makes it an administrator, and its browser gets the session of that person, who needs the token no longer.
 */
@Path("/ui/first-team")
@RolesAllowed(Roles.ADMINISTRATOR)
@RunOnVirtualThread
class FirstTeamResource {

    private final Template firstTeam;
    private final PageResponses pages;
    private final Services services;
    private final Database database;
    private final AcceptInvitation acceptInvitation;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final CurrentCaller current;
    private final Clock clock;

    FirstTeamResource(
            @Location("ui/first-team") Template firstTeam,
            PageResponses pages,
            Services services,
            Database database,
            AcceptInvitation acceptInvitation,
            Sessions sessions,
            SessionCookie cookie,
            CurrentCaller current,
            Clock clock) {
        this.firstTeam = firstTeam;
        this.pages = pages;
        this.services = services;
        this.database = database;
        this.acceptInvitation = acceptInvitation;
        this.sessions = sessions;
        this.cookie = cookie;
        this.current = current;
        this.clock = clock;
    }

    /** Creates the team {@code slug} with the caller, or the person {@code name}, as its owner. */
    @POST
    public Response create(@HeaderParam(HttpHeaders.USER_AGENT) @Nullable String client, @Nullable String body) {
        Form form = Form.of(body);
        String slug = form.text("slug");
        Caller caller = current.load();
        Optional<Caller> person = caller.user().isPresent() ? Optional.of(caller) : Optional.empty();
        if (person.isEmpty() && !User.isName(form.text("name"))) {
            return again(400, form, "Your name must be 1 to 100 printable characters.");
        }
        Reply created = services.post("/api/teams", Map.of("slug", slug));
        if (!created.isOk()) {
            return again(created.status(), form, created.problem().orElseThrow().text());
        }
        String secret = services.post("/api/teams/" + slug + "/invitations", Map.of("role", Role.OWNER.wireName()))
                .require()
                .path("secret")
                .asText();
        AcceptInvitation.Joined joined = database.inTransaction(
                        tx -> acceptInvitation.join(tx, person, OpaqueTokens.sha256(secret), form.text("name")))
                .orElseThrow(() -> new IllegalStateException("an invitation to %s ended at once".formatted(slug)));
        services.put("/api/users/" + joined.user().id() + "/administrator", Map.of())
                .require();
        if (person.isPresent()) {
            services.put("/api/session/team", Map.of("team", slug));
            return pages.go("/");
        }
        Sessions.Begun begun = sessions.begin(caller, joined.user().id(), client == null ? "" : client);
        return Response.seeOther(URI.create("/"))
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie.set(begun.secret(), Duration.between(clock.instant(), begun.expiresAt())))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Response again(int status, Form form, String error) {
        return pages.show(
                status,
                Section.HOME,
                "Welcome",
                firstTeam
                        .data("slug", form.text("slug"))
                        .data("person", form.text("name"))
                        .data("failure", error));
    }
}
