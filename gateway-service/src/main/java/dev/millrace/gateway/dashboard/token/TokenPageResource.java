package dev.millrace.gateway.dashboard.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.dashboard.frame.Viewer;
import dev.millrace.gateway.dashboard.settings.SettingsTabs;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /ui/settings/tokens}: a person's own access tokens, and for maintainers those of the team. */
@Path("/ui/settings/tokens")
@RunOnVirtualThread
@RolesAllowed(Roles.VIEWER)
class TokenPageResource {

    private static final String PATH = SettingsTabs.TOKENS.path();
    private static final Pattern DAYS = Pattern.compile("[1-9][0-9]{0,2}");

    private final Template tokens;
    private final Template created;
    private final PageResponses pages;
    private final Services services;
    private final UpstreamAddresses addresses;
    private final Clock clock;

    TokenPageResource(
            @Location("ui/settings/tokens") Template tokens,
            @Location("ui/settings/token-created") Template created,
            PageResponses pages,
            Services services,
            UpstreamAddresses addresses,
            Clock clock) {
        this.tokens = tokens;
        this.created = created;
        this.pages = pages;
        this.services = services;
        this.addresses = addresses;
        this.clock = clock;
    }

    /** @param scope the one that the form proposes, instead of those to clone and push with */
    @GET
    public Response show(@RestQuery @Nullable String scope) {
        return page(
                200,
                "",
                Form.of(scope == null ? "scopes=git:read&scopes=git:write" : "scopes=" + LocalPath.escaped(scope)));
    }

    /** Creates a token and shows it, once. */
    @POST
    public Response create(@Nullable String body) {
        Form form = Form.of(body);
        Viewer viewer = pages.viewer();
        boolean ofTeam = form.text("owner").equals("team") || !viewer.isPerson();
        Map<String, Object> request = new HashMap<>();
        request.put("name", form.text("name"));
        request.put("scopes", form.all("scopes"));
        if (ofTeam) {
            request.put("role", form.find("role").orElse(Role.MEMBER.wireName()));
        }
        String days = form.find("days").orElse("90");
        if (!DAYS.matcher(days).matches()) {
            return page(400, "The token must be valid for 1 to 999 days, a whole number.", form);
        }
        request.put("expiresAt", clock.instant().plus(Duration.ofDays(Integer.parseInt(days))));
        if (form.text("name").isEmpty() || form.all("scopes").isEmpty()) {
            return page(400, "The token needs a name and at least one scope.", form);
        }
        Reply reply = services.post(ofTeam ? ofTeam(viewer) : "/api/user/tokens", request);
        return reply.isOk()
                ? pages.show(
                        Section.SETTINGS,
                        "Token created",
                        created.data("tabs", SettingsTabs.TOKENS.tabs(viewer))
                                .data("tokenName", form.text("name"))
                                .data("token", reply.json().path("token").asText())
                                .data("clone", clone(reply.json().path("token").asText())))
                : page(reply.status(), reply.problem().orElseThrow().text(), form);
    }

    /** Revokes the token {@code id}. */
    @POST
    @Path("revoke")
    public Response revoke(@Nullable String body) {
        Form form = Form.of(body);
        String collection = form.text("owner").equals("team") ? ofTeam(pages.viewer()) : "/api/user/tokens";
        services.delete(collection + "/" + LocalPath.escaped(form.required("id")))
                .require();
        return pages.back(PATH, Done.REVOKED);
    }

    private Response page(int status, String error, Form form) {
        Viewer viewer = pages.viewer();
        List<TokenView> own = viewer.isPerson()
                ? TokenView.of(services.get("/api/user/tokens?limit=100").require())
                : List.of();
        List<TokenView> others = viewer.isMaintainer()
                ? TokenView.of(services.get(ofTeam(viewer) + "?limit=200").require())
                : List.of();
        return pages.show(
                status,
                Section.SETTINGS,
                "Tokens",
                tokens.data("tabs", SettingsTabs.TOKENS.tabs(viewer))
                        .data("failure", error)
                        .data("form", form)
                        .data("own", own)
                        .data("others", others)
                        .data("roles", roles(viewer))
                        .data("scopes", ScopeChoice.of(viewer.role().orElse(Role.VIEWER), form.all("scopes"))));
    }

    private static String ofTeam(Viewer viewer) {
        return "/api/teams/" + viewer.slug() + "/tokens";
    }

    private static List<String> roles(Viewer viewer) {
        return List.of(Role.VIEWER, Role.MEMBER, Role.MAINTAINER, Role.OWNER).stream()
                .filter(role -> viewer.role().filter(own -> own.includes(role)).isPresent())
                .map(Role::wireName)
                .toList();
    }

    /** The line that clones the newest repository with the token; Git accepts any user name. */
    private String clone(String token) {
        JsonNode repositories = services.get("/api/repos?limit=1").json().path("repos");
        String name = Optional.of(repositories.path(0).path("repo_name").asText(""))
                .filter(text -> !text.isEmpty())
                .orElse("OWNER/REPOSITORY");
        var address = addresses.publicAddress();
        return "git clone %s://git:%s@%s/%s.git".formatted(address.getScheme(), token, address.getRawAuthority(), name);
    }
}
