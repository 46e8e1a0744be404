package dev.millrace.pipeline.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.pipeline.build.BuildAccess;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Remarks about lines of files that the jobs of a build made; scope {@code git:read} or {@code org:read}. */
@Path("/api/builds/{id}/annotations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class AnnotationResource {

    private static final int LARGEST_PAGE = 100;

    /**
     * An annotation.
     *
     * @param job name of the job that made it
     * @param path a file of the commit
     * @param startLine 1 or more
     * @param endLine not before {@code startLine}
     * @param level {@code failure}, {@code warning} or {@code notice}
     * @param message plain text
     * @param title a rule, or the name of a test
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record AnnotationBody(
            String job, String path, int startLine, int endLine, String level, String message, Optional<String> title) {

        static AnnotationBody of(FoundAnnotation found) {
            Annotation annotation = found.annotation();
            return new AnnotationBody(
                    found.job(),
                    annotation.path(),
                    annotation.startLine(),
                    annotation.endLine(),
                    annotation.level().name().toLowerCase(Locale.ROOT),
                    annotation.message(),
                    annotation.title());
        }
    }

    /**
     * A page of annotations in the order of the jobs.
     *
     * @param next cursor of the next page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record AnnotationPageBody(List<AnnotationBody> annotations, Optional<String> next) {}

    private final Database database;
    private final BuildAccess access;
    private final ReportStore store;
    private final CurrentCaller currentCaller;

    AnnotationResource(Database database, BuildAccess access, ReportStore store, CurrentCaller currentCaller) {
        this.database = database;
        this.access = access;
        this.store = store;
        this.currentCaller = currentCaller;
    }

    /** A page. 404 also for builds of other teams, 400 for a limit that is no number or a cursor that does not exist. */
    @GET
    public AnnotationPageBody list(
            @PathParam("id") UUID id,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        Caller caller = currentCaller.load();
        Optional<AnnotationPosition> after = Optional.ofNullable(cursor).map(AnnotationResource::position);
        int size = Math.clamp(number(limit), 1, LARGEST_PAGE);
        List<FoundAnnotation> found = database.inTransaction(tx -> {
            access.load(tx, caller, id);
            return store.page(tx, id, after, size + 1);
        });
        List<FoundAnnotation> shown = found.subList(0, Math.min(size, found.size()));
        Optional<String> next =
                found.size() > size ? Optional.of(shown.getLast().position().cursor()) : Optional.empty();
        return new AnnotationPageBody(shown.stream().map(AnnotationBody::of).toList(), next);
    }

    private static int number(String limit) {
        try {
            return Integer.parseInt(limit);
        } catch (NumberFormatException e) {
            throw MillraceException.badRequest("'limit' is '%s'; it must be a whole number".formatted(limit));
        }
    }

    private static AnnotationPosition position(String cursor) {
        return AnnotationPosition.parse(cursor)
                .orElseThrow(() -> MillraceException.badRequest("the cursor '%s' is not ours".formatted(cursor)));
    }
}
