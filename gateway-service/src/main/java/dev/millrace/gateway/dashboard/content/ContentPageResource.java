package dev.millrace.gateway.dashboard.content;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.quarkus.qute.TemplateInstance;
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

/** {@code /ui/repositories/{id}/files} and {@code .../blame}: the folders and files of a ref, and the commit of each line. */
@Path("/ui/repositories")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
class ContentPageResource {

    private static final int ENTRIES_ON_A_PAGE = 500;

    private final Template files;
    private final Template file;
    private final Template blame;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;
    private final OpenRepository repositories;

    ContentPageResource(
            @Location("ui/content/files") Template files,
            @Location("ui/content/file") Template file,
            @Location("ui/content/blame") Template blame,
            Services services,
            ApiBodies bodies,
            PageResponses pages,
            OpenRepository repositories) {
        this.files = files;
        this.file = file;
        this.blame = blame;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
        this.repositories = repositories;
    }

    /**
     * A folder or a file.
     *
     * @param ref branch, tag or id of a commit; the default branch without it
     * @param path from the root
     * @param from number of the first line of a file that is shown
     * @param cursor where the page of a folder begins
     */
    @GET
    @Path("{id}/files")
    public Response show(
            @RestPath UUID id,
            @RestQuery @DefaultValue("") String ref,
            @RestQuery @DefaultValue("") String path,
            @RestQuery @DefaultValue("1") int from,
            @RestQuery @DefaultValue("") String cursor) {
        RepositoryTop top = repositories.load(id, RepositoryTab.FILES);
        var addresses = new ContentAddresses(id, ref.strip());
        if (top.isEmpty() && addresses.ref().isEmpty()) {
            return folder(top, addresses, "", new TreeEntry.Page(List.of(), Optional.empty()));
        }
        String folder = withoutSlashes(path);
        String position = cursor.isEmpty() ? "" : "&cursor=" + LocalPath.escaped(cursor);
        Reply reply = services.get(
                addresses.api("files", folder, "recursive=false", "limit=" + ENTRIES_ON_A_PAGE) + position);
        // a repository whose first sync is under way has a default branch without a commit
        boolean isUnborn = reply.status() == 404 && addresses.ref().isEmpty() && folder.isEmpty();
        TreeEntry.Page page = isUnborn
                ? new TreeEntry.Page(List.of(), Optional.empty())
                : bodies.read(reply.require(), TreeEntry.Page.class);
        return page.isFile(folder)
                ? file(top, addresses, page.entries().getFirst(), from)
                : folder(top, addresses, folder, page);
    }

    /** A file with the commit of each line, as {@link #show} shows it without. */
    @GET
    @Path("{id}/blame")
    public Response blame(
            @RestPath UUID id,
            @RestQuery @DefaultValue("") String ref,
            @RestQuery @DefaultValue("") String path,
            @RestQuery @DefaultValue("1") int from) {
        RepositoryTop top = repositories.load(id, RepositoryTab.FILES);
        var addresses = new ContentAddresses(id, ref.strip());
        String name = withoutSlashes(path);
        Optional<byte[]> content = services.content(addresses.bytes(name));
        Optional<ShownFile> shown = content.flatMap(bytes -> ShownFile.of(bytes, from));
        if (shown.isEmpty() || shown.get().shown().isEmpty()) {
            return pages.go(addresses.files(name));
        }
        JsonNode origins = services.get(addresses.api(
                        "blame",
                        name,
                        "range=%d,%d".formatted(shown.get().first(), shown.get().last())))
                .require();
        return pages.show(
                Section.REPOSITORIES,
                name,
                blame.data("top", top)
                        .data("addresses", addresses)
                        .data("path", name)
                        .data("file", shown)
                        .data("isLarge", false)
                        .data("here", addresses.blame(name))
                        .data("blocks", BlameBlock.of(shown.get().shown(), origins.path("lines"))));
    }

    private Response folder(RepositoryTop top, ContentAddresses addresses, String path, TreeEntry.Page page) {
        List<Commit> last = page.entries().isEmpty()
                ? List.of()
                : bodies.read(
                                services.get(addresses.api("commits", path, "limit=1"))
                                        .require(),
                                Commit.Page.class)
                        .commits();
        return pages.show(
                Section.REPOSITORIES,
                path.isEmpty() ? top.name() : path,
                files.data("top", top)
                        .data("addresses", addresses)
                        .data("path", path)
                        .data("entries", page.foldersFirst())
                        .data("last", last)
                        .data(
                                "nextPage",
                                page.nextCursor()
                                        .map(next -> "%s%scursor=%s"
                                                .formatted(
                                                        addresses.files(path),
                                                        addresses.files(path).contains("?") ? "&" : "?",
                                                        LocalPath.escaped(next)))
                                        .orElse("")));
    }

    private Response file(RepositoryTop top, ContentAddresses addresses, TreeEntry entry, int from) {
        if (entry.isSubmodule()) {
            return pages.show(
                    Section.REPOSITORIES,
                    entry.path(),
                    page(top, addresses, entry.path(), Optional.empty(), false).data("isSubmodule", true));
        }
        Optional<byte[]> content = services.content(addresses.bytes(entry.path()));
        return pages.show(
                Section.REPOSITORIES,
                entry.path(),
                page(
                                top,
                                addresses,
                                entry.path(),
                                content.flatMap(bytes -> ShownFile.of(bytes, from)),
                                content.isEmpty())
                        .data("isSubmodule", false));
    }

    private TemplateInstance page(
            RepositoryTop top, ContentAddresses addresses, String path, Optional<ShownFile> shown, boolean isLarge) {
        return file.data("top", top)
                .data("addresses", addresses)
                .data("path", path)
                .data("language", Language.of(path))
                .data("file", shown)
                .data("isLarge", isLarge)
                .data("here", addresses.files(path));
    }

    private static String withoutSlashes(String path) {
        return path.replaceAll("^/+|/+$", "");
    }
}
