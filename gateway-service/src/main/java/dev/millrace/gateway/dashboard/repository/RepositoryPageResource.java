package dev.millrace.gateway.dashboard.repository;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.frame.ApiBodies;
import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.dashboard.repository.ListedRepository.Entry;
import dev.millrace.gateway.dashboard.repository.Mirror.EndedPass;
import dev.millrace.gateway.dashboard.repository.Mirror.OldTip;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /ui/repositories}: the team's repositories, and how current the mirror of each is. */
@Path("/ui/repositories")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
class RepositoryPageResource {

    private static final String LIST = "/ui/repositories";

    /** Each costs a call for the state of its mirror. */
    private static final int ON_A_PAGE = 20;

    private static final int BRANCHES = 50;

    private final Template repositories;
    private final Template repository;
    private final Template mirrorState;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;
    private final UpstreamAddresses addresses;
    private final OpenRepository open;

    RepositoryPageResource(
            @Location("ui/repositories") Template repositories,
            @Location("ui/repository") Template repository,
            @Location("ui/mirror-state") Template mirrorState,
            Services services,
            ApiBodies bodies,
            PageResponses pages,
            UpstreamAddresses addresses,
            OpenRepository open) {
        this.repositories = repositories;
        this.repository = repository;
        this.mirrorState = mirrorState;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
        this.addresses = addresses;
        this.open = open;
    }

    /** A page of them, newest first; {@code q} is a part of the name. */
    @GET
    public Response list(@RestQuery @Nullable String q, @RestQuery @Nullable String cursor) {
        String text = q == null ? "" : q.strip();
        String filter = text.isEmpty() ? "" : "&q=" + LocalPath.escaped(text);
        String after = cursor == null || cursor.isEmpty() ? "" : "&cursor=" + LocalPath.escaped(cursor);
        ListedRepository.Page page = bodies.read(
                services.get("/api/repos?limit=%d%s%s".formatted(ON_A_PAGE, filter, after))
                        .require(),
                ListedRepository.Page.class);
        List<Entry> entries = page.repos().stream()
                .map(each -> new Entry(each, each.baseRepo().flatMap(followed -> findMirror(each.repoId()))))
                .toList();
        return pages.show(
                Section.REPOSITORIES,
                "Repositories",
                repositories
                        .data("entries", entries)
                        .data("searched", text)
                        .data(
                                "firstPage",
                                after.isEmpty() ? "" : LIST + (filter.isEmpty() ? "" : "?" + filter.substring(1)))
                        .data(
                                "nextPage",
                                page.nextCursor()
                                        .map(next -> "%s?cursor=%s%s".formatted(LIST, LocalPath.escaped(next), filter))
                                        .orElse("")));
    }

    /** One of them. */
    @GET
    @Path("{id}")
    public Response show(@RestPath UUID id) {
        RepositoryTop top = open.load(id, RepositoryTab.OVERVIEW);
        Optional<Mirror> mirror = findMirror(id);
        JsonNode branches = services.get("/api/repos/%s/branches?limit=%d".formatted(id, BRANCHES))
                .json()
                .path("branches");
        return pages.show(
                Section.REPOSITORIES,
                top.name(),
                repository
                        .data("top", top)
                        .data("mirror", mirror)
                        .data(
                                "passes",
                                mirror.isEmpty()
                                        ? List.of()
                                        : list("/api/syncs/%s/runs?limit=10", id, EndedPass[].class))
                        .data("tips", mirror.isEmpty() ? List.of() : list("/api/syncs/%s/retained", id, OldTip[].class))
                        .data("branches", Branch.all(id, top.defaultBranch(), branches))
                        .data("clone", "git clone %s/%s.git".formatted(addresses.publicAddress(), top.name())));
    }

    /** The state of the mirror alone, for a page that shows it already. */
    @GET
    @Path("{id}/mirror")
    public Response mirror(@RestPath UUID id) {
        Mirror shown = bodies.read(services.get("/api/syncs/" + id).require(), Mirror.class);
        return pages.part(mirrorState.data("state", shown));
    }

    /** Requests a sync. */
    @POST
    @Path("{id}/sync")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response sync(@RestPath UUID id) {
        services.post("/api/syncs/%s/requests".formatted(id), Map.of()).require();
        return pages.back("%s/%s".formatted(LIST, id), Done.REQUESTED);
    }

    /** Restores the former tip {@code commit} of {@code ref}. */
    @POST
    @Path("{id}/restore")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response restore(@RestPath UUID id, @Nullable String body) {
        Form form = Form.of(body);
        services.post(
                        "/api/syncs/%s/restore".formatted(id),
                        Map.of("ref", form.text("ref"), "commit", form.text("commit")))
                .require();
        return pages.back("%s/%s".formatted(LIST, id), Done.CREATED);
    }

    private Optional<Mirror> findMirror(UUID id) {
        Reply reply = services.get("/api/syncs/" + id);
        return reply.isOk() ? Optional.of(bodies.read(reply.json(), Mirror.class)) : Optional.empty();
    }

    /** Empty while the service cannot be asked: the rest of the page is shown. */
    private <T> List<T> list(String path, UUID id, Class<T[]> type) {
        Reply reply = services.get(path.formatted(id));
        return reply.isOk() ? bodies.readList(reply.json(), type) : List.of();
    }
}
