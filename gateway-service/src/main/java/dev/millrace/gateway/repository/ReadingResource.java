package dev.millrace.gateway.repository;

import dev.millrace.events.access.ReadingChosen.Decider;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/teams/{slug}/repository-access}: chosen by owners of the team. A person who is no owner sees what the own accounts may
 * read, and nothing about others.
 */
@Path("/api/teams/{slug}/repository-access")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ReadingResource {

    private final ReadingPages pages;
    private final ChooseReading chooseReading;
    private final CurrentCaller current;

    ReadingResource(ReadingPages pages, ChooseReading chooseReading, CurrentCaller current) {
        this.pages = pages;
        this.chooseReading = chooseReading;
        this.current = current;
    }

    /**
     * Who decides, and which members read which repositories, with the age of the forge's answers.
     *
     * @param after {@code next} of the page before
     * @param limit repositories on the page, 1 to 100
     */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public ReadingBody show(
            @RestPath String slug, @RestQuery @Nullable String after, @RestQuery @Nullable Integer limit) {
        Caller caller = current.load();
        boolean seesAll = caller.administrator()
                || caller.user().isEmpty()
                || caller.role().filter(Role.OWNER::equals).isPresent();
        return pages.page(slug, seesAll ? Optional.empty() : caller.user(), after, limit);
    }

    /** Takes effect in all services within seconds. */
    @PUT
    @RolesAllowed(Roles.OWNER)
    public ChosenBody choose(@RestPath String slug, @Nullable ChosenBody body) {
        Decider wanted = read(body);
        if (!chooseReading.handle(current.load(), slug, wanted)) {
            throw ReadingPages.noTeam(slug);
        }
        return new ChosenBody(ChooseReading.word(wanted));
    }

    private static Decider read(@Nullable ChosenBody body) {
        if (body == null || body.repositoryAccess() == null) {
            throw MillraceException.badRequest("the body must be JSON with repositoryAccess");
        }
        String given = body.repositoryAccess();
        return Arrays.stream(Decider.values())
                .filter(each -> ChooseReading.word(each).equals(given))
                .findFirst()
                .orElseThrow(() ->
                        MillraceException.badRequest("repositoryAccess '%s' is none of team, forge".formatted(given)));
    }
}
