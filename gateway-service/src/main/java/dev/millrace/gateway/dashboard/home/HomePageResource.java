package dev.millrace.gateway.dashboard.home;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.gateway.dashboard.frame.JsonFields;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.dashboard.frame.Viewer;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The page at {@code /}: the sign-in without a session; also where forges and providers send a browser back to. */
@Path("/")
@PermitAll
@RunOnVirtualThread
class HomePageResource {

    private static final int SHOWN = 8;

    private final Template home;
    private final Template firstTeam;
    private final PageResponses pages;
    private final Services services;
    private final SignInApps apps;

    HomePageResource(
            @Location("ui/home") Template home,
            @Location("ui/first-team") Template firstTeam,
            PageResponses pages,
            Services services,
            SignInApps apps) {
        this.home = home;
        this.firstTeam = firstTeam;
        this.pages = pages;
        this.services = services;
        this.apps = apps;
    }

    @GET
    public Response show(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        if (authorization == null) {
            return pages.signIn(200, "/", "");
        }
        Optional<String> wanted = pages.returnPath();
        if (wanted.isPresent()) {
            return pages.returned(wanted.get());
        }
        Viewer viewer = pages.viewer();
        if (!viewer.isInTeam()) {
            return viewer.isAdministrator()
                    ? pages.show(
                            Section.HOME,
                            "Welcome",
                            firstTeam.data("slug", "").data("person", "").data("failure", ""))
                    : pages.show(Section.HOME, "Home", home.data("inTeam", false));
        }
        Reply repositories = services.get("/api/repos?limit=" + SHOWN);
        Reply installations = services.get("/api/teams/" + viewer.slug() + "/installations");
        List<Newest> newest = newest(repositories);
        return pages.show(
                Section.HOME,
                "Home",
                home.data("inTeam", true)
                        .data(
                                "steps",
                                FirstSteps.of(
                                        viewer,
                                        apps.list().size(),
                                        installations.isOk()
                                                ? installations.json().size()
                                                : 0,
                                        newest.size()))
                        .data("newest", newest)
                        .data("problem", repositories.problem()));
    }

    private static List<Newest> newest(Reply repositories) {
        List<Newest> newest = new ArrayList<>();
        if (repositories.isOk()) {
            for (JsonNode repository : repositories.json().path("repos")) {
                newest.add(
                        new Newest(JsonFields.text(repository, "repo_id"), JsonFields.text(repository, "repo_name")));
            }
        }
        return newest;
    }

    /** A repository that was created lately. */
    record Newest(String id, String name) {}
}
