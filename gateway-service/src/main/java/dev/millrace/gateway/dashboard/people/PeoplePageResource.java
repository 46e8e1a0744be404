package dev.millrace.gateway.dashboard.people;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.JsonFields;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.dashboard.frame.Viewer;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /ui/people}: the members of the team with their accounts, and accounts that did something and belong to nobody. */
@Path("/ui/people")
@RunOnVirtualThread
@RolesAllowed(Roles.VIEWER)
class PeoplePageResource {

    private static final String PATH = "/ui/people";
    private static final int MOST_REPOSITORIES = 100;

    private final Template people;
    private final PageResponses pages;
    private final Services services;

    PeoplePageResource(@Location("ui/people") Template people, PageResponses pages, Services services) {
        this.people = people;
        this.pages = pages;
        this.services = services;
    }

    /** @param repository where to look for accounts that belong to nobody; the newest one of the team if absent */
    @GET
    public Response show(@RestQuery @Nullable String repository) {
        return page(200, "", Optional.ofNullable(repository));
    }

    /** Links the account {@code account} of {@code instance}, called {@code login} there, to the member {@code user}. */
    @POST
    @Path("link")
    @RolesAllowed(Roles.ADMINISTRATOR)
    public Response link(@Nullable String body) {
        Form form = Form.of(body);
        Reply linked = services.put(identity(form), Map.of("login", form.text("login")));
        return linked.isOk()
                ? pages.back(PATH, Done.LINKED)
                : page(linked.status(), linked.problem().orElseThrow().text(), form.find("repository"));
    }

    /** Ends the link of the account {@code account} of {@code instance} to the member {@code user}. */
    @POST
    @Path("unlink")
    @RolesAllowed(Roles.ADMINISTRATOR)
    public Response unlink(@Nullable String body) {
        services.delete(identity(Form.of(body))).require();
        return pages.back(PATH, Done.UNLINKED);
    }

    private Response page(int status, String failure, Optional<String> wanted) {
        Viewer viewer = pages.viewer();
        JsonNode members = viewer.isInTeam()
                ? services.get("/api/teams/" + viewer.slug() + "/people").require()
                : JsonFields.none();
        List<String> repositories = repositories();
        Optional<String> chosen = wanted.or(() -> repositories.stream().findFirst());
        Optional<Reply> contributors = chosen.map(
                name -> services.get("/api/insights/people?limit=100&repository=" + LocalPath.escaped(name)));
        return pages.show(
                status,
                Section.PEOPLE,
                "People",
                people.data("failure", failure)
                        .data("members", PersonView.of(members))
                        .data("repositories", repositories)
                        .data("repository", chosen.orElse(""))
                        .data("problem", contributors.flatMap(Reply::problem))
                        .data(
                                "unlinked",
                                contributors
                                        .map(reply -> UnlinkedAccount.of(reply.json()))
                                        .orElse(List.of())));
    }

    private List<String> repositories() {
        List<String> names = new ArrayList<>();
        services.get("/api/repos?limit=" + MOST_REPOSITORIES)
                .json()
                .path("repos")
                .forEach(each -> names.add(JsonFields.text(each, "repo_name")));
        return names;
    }

    private static String identity(Form form) {
        return "/api/users/%s/identities/%s/%s"
                .formatted(
                        LocalPath.escaped(form.required("user")),
                        LocalPath.escaped(form.required("instance")),
                        LocalPath.escaped(form.required("account")));
    }
}
