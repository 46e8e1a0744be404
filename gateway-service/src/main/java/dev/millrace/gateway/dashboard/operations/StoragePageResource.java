package dev.millrace.gateway.dashboard.operations;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.gateway.dashboard.frame.ApiBodies;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
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

/** {@code /ui/operations/storage}: the repositories of all teams, and whether what is stored of one is complete. */
@Path("/ui/operations/storage")
@RolesAllowed(Roles.ADMINISTRATOR)
@RunOnVirtualThread
class StoragePageResource {

    private static final String API = "/api/repositories";
    private static final int ON_A_PAGE = 50;

    /** Of a damaged repository; more of the same kind say nothing new. */
    private static final int PROBLEMS_SHOWN = 100;

    private final Template storage;
    private final Template audit;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;

    StoragePageResource(
            @Location("ui/operations/storage") Template storage,
            @Location("ui/operations/storage-audit") Template audit,
            Services services,
            ApiBodies bodies,
            PageResponses pages) {
        this.storage = storage;
        this.audit = audit;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
    }

    /** A page of repositories. */
    @GET
    public Response list(@RestQuery @DefaultValue("") String after) {
        Page page = bodies.read(
                services.get("%s?limit=%d%s"
                                .formatted(API, ON_A_PAGE, after.isEmpty() ? "" : "&after=" + LocalPath.escaped(after)))
                        .require(),
                Page.class);
        String path = OperationsTab.STORAGE.path();
        return pages.show(
                Section.OPERATIONS,
                "Storage",
                storage.data("tabs", OperationsTab.STORAGE.tabs())
                        .data("repositories", page.repositories())
                        .data("firstPage", after.isEmpty() ? "" : path)
                        .data(
                                "nextPage",
                                page.nextAfter()
                                        .map(next -> path + "?after=" + next)
                                        .orElse("")));
    }

    /** Compares what is stored of a repository with what the database knows, by names and sizes. */
    @GET
    @Path("{id}")
    public Response audit(@RestPath UUID id) {
        Audit found = bodies.read(
                services.get("%s/%s/audit?contents=false".formatted(API, id)).require(), Audit.class);
        return pages.show(
                Section.OPERATIONS,
                "Storage of " + found.name(),
                audit.data("tabs", OperationsTab.STORAGE.tabs())
                        .data("audit", found)
                        .data(
                                "problems",
                                found.problems()
                                        .subList(
                                                0,
                                                Math.min(
                                                        PROBLEMS_SHOWN,
                                                        found.problems().size()))));
    }

    /** A repository of any team. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Stored(UUID id, String team, String name) {}

    /** A page of them. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<Stored> repositories, Optional<UUID> nextAfter) {}

    /** A finding. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Finding(String kind, String subject, String detail) {

        /** Its kind in words. */
        public String shownKind() {
            return kind.replace('_', ' ');
        }
    }

    /**
     * What is stored of a repository.
     *
     * @param clean whether no action is needed
     * @param retiredPacks packs that retention will delete
     * @param uploads packs being uploaded, or abandoned and not yet deleted
     * @param bytes of live packs
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Audit(
            UUID repositoryId,
            String team,
            String name,
            boolean clean,
            int packs,
            int retiredPacks,
            int uploads,
            int files,
            long bytes,
            List<Finding> problems) {}
}
