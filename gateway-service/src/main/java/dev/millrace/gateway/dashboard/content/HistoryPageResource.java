package dev.millrace.gateway.dashboard.content;

import dev.millrace.gateway.dashboard.frame.ApiBodies;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.dashboard.repository.OpenRepository;
import dev.millrace.gateway.dashboard.repository.RepositoryTab;
import dev.millrace.gateway.dashboard.repository.RepositoryTop;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code /ui/repositories/{id}/commits} and {@code .../compare}: the history of a ref, and what commits and branches change. */
@Path("/ui/repositories")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
class HistoryPageResource {

    private static final int ON_A_PAGE = 30;
    private static final int BRANCHES = 100;

    private final Template commits;
    private final Template commit;
    private final Template compare;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;
    private final OpenRepository repositories;

    HistoryPageResource(
            @Location("ui/content/commits") Template commits,
            @Location("ui/content/commit") Template commit,
            @Location("ui/content/compare") Template compare,
            Services services,
            ApiBodies bodies,
            PageResponses pages,
            OpenRepository repositories) {
        this.commits = commits;
        this.commit = commit;
        this.compare = compare;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
        this.repositories = repositories;
    }

    /**
     * Commits, newest first.
     *
     * @param ref branch, tag or id of a commit; the default branch without it
     * @param path only those that changed what is there
     * @param cursor where the page begins
     */
    @GET
    @Path("{id}/commits")
    public Response list(
            @RestPath UUID id,
            @RestQuery @DefaultValue("") String ref,
            @RestQuery @DefaultValue("") String path,
            @RestQuery @DefaultValue("") String cursor) {
        RepositoryTop top = repositories.load(id, RepositoryTab.COMMITS);
        var addresses = new ContentAddresses(id, ref.strip());
        String position = cursor.isEmpty() ? "" : "&cursor=" + LocalPath.escaped(cursor);
        Reply reply = services.get(addresses.api("commits", path, "limit=" + ON_A_PAGE) + position);
        boolean isUnborn = reply.status() == 404 && addresses.ref().isEmpty();
        Commit.Page page = isUnborn
                ? new Commit.Page(List.of(), Optional.empty())
                : bodies.read(reply.require(), Commit.Page.class);
        String here = addresses.commits(path);
        return pages.show(
                Section.REPOSITORIES,
                "Commits of " + top.name(),
                commits.data("top", top)
                        .data("addresses", addresses)
                        .data("path", path)
                        .data("commits", page.commits())
                        .data("firstPage", cursor.isEmpty() ? "" : here)
                        .data(
                                "nextPage",
                                page.nextCursor()
                                        .map(next -> "%s%scursor=%s"
                                                .formatted(
                                                        here, here.contains("?") ? "&" : "?", LocalPath.escaped(next)))
                                        .orElse("")));
    }

    /**
     * A commit with what it changes.
     *
     * @param path only what it changes there
     */
    @GET
    @Path("{id}/commits/{sha}")
    public Response show(@RestPath UUID id, @RestPath String sha, @RestQuery @DefaultValue("") String path) {
        RepositoryTop top = repositories.load(id, RepositoryTab.COMMITS);
        Commit shown = bodies.read(
                        services.get("/api/repos/%s/commit?ref=%s".formatted(id, LocalPath.escaped(sha)))
                                .require(),
                        Commit.Single.class)
                .commit();
        var addresses = new ContentAddresses(id, shown.sha());
        Difference difference =
                bodies.read(services.get(addresses.api("diff", path)).require(), Difference.class);
        return pages.show(
                Section.REPOSITORIES,
                shown.title(),
                commit.data("top", top)
                        .data("addresses", addresses)
                        .data("commit", shown)
                        .data("path", path)
                        .data("difference", difference)
                        .data("alone", addresses.commit(shown.sha()) + "?path="));
    }

    /**
     * What a branch changes since it left another.
     *
     * @param base the default branch without it
     * @param head without it, the page only asks for both
     * @param path only what it changes there
     */
    @GET
    @Path("{id}/compare")
    public Response compare(
            @RestPath UUID id,
            @RestQuery @DefaultValue("") String base,
            @RestQuery @DefaultValue("") String head,
            @RestQuery @DefaultValue("") String path) {
        RepositoryTop top = repositories.load(id, RepositoryTab.COMPARE);
        String from = base.isBlank() ? top.defaultBranch() : base.strip();
        String to = head.strip();
        Optional<Reply> reply = to.isEmpty()
                ? Optional.empty()
                : Optional.of(services.get("/api/repos/%s/branches/diff?ref=%s&base_ref=%s%s"
                        .formatted(
                                id,
                                LocalPath.escaped(to),
                                LocalPath.escaped(from),
                                path.isEmpty() ? "" : "&path=" + LocalPath.escaped(path))));
        // a name that does not exist is shown with the form, to be corrected there
        Optional<Reply.Problem> wrong =
                reply.filter(got -> got.status() == 404 || got.status() == 400).flatMap(Reply::problem);
        Optional<Difference> difference =
                wrong.isPresent() ? Optional.empty() : reply.map(got -> bodies.read(got.require(), Difference.class));
        List<String> branches = services.get("/api/repos/%s/branches?limit=%d".formatted(id, BRANCHES))
                .json()
                .path("branches")
                .findValuesAsText("name");
        return pages.show(
                wrong.isPresent() ? reply.map(Reply::status).orElse(400) : 200,
                Section.REPOSITORIES,
                "Compare branches of " + top.name(),
                compare.data("top", top)
                        .data("addresses", new ContentAddresses(id, to))
                        .data("base", from)
                        .data("head", to)
                        .data("path", path)
                        .data("branches", branches)
                        .data("problem", wrong.map(Reply.Problem::text).orElse(""))
                        .data("difference", difference)
                        .data(
                                "alone",
                                "/ui/repositories/%s/compare?base=%s&head=%s&path="
                                        .formatted(id, LocalPath.escaped(from), LocalPath.escaped(to))));
    }
}
