package dev.millrace.insights.settings;

import dev.millrace.insights.definition.DefinitionState;
import dev.millrace.insights.definition.DefinitionsBody;
import dev.millrace.insights.definition.SaveOutcome;
import dev.millrace.insights.definition.SaveOutcome.Outdated;
import dev.millrace.insights.definition.SaveOutcome.Saved;
import dev.millrace.insights.definition.SaveOutcome.Unchanged;
import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.insights.ledger.DerivedBy;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of a team: how its facts are read. Viewers read them, maintainers change them. The tag of an answer is the version
 * of the definitions; a change with {@code If-Match} is refused with 412 if others have changed them meanwhile. The same
 * definitions again change nothing.
 */
@Path("/api/insights/definitions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class DefinitionResource {

    private final CurrentCaller currentCaller;
    private final TeamDefinitions definitions;
    private final DerivedBy derived;

    DefinitionResource(CurrentCaller currentCaller, TeamDefinitions definitions, DerivedBy derived) {
        this.currentCaller = currentCaller;
        this.definitions = definitions;
        this.derived = derived;
    }

    /** The newest definitions, and how far they are in force. */
    @GET
    @RolesAllowed(Roles.ORG_READ)
    public Response get() {
        String team = currentCaller.load().team();
        return answer(team, definitions.state(team));
    }

    /** Replaces the definitions; answers 400 with the value and the rule that it breaks. */
    @PUT
    @RolesAllowed(Roles.MAINTAINER)
    public Response put(@HeaderParam("If-Match") @Nullable String ifMatch, @Nullable DefinitionsBody body) {
        if (body == null) {
            throw MillraceException.badRequest("the body is missing: give the definitions, {} for none")
                    .withCode("definitions_invalid");
        }
        // refuses what means nothing, before it is stored
        body.read();
        Caller caller = currentCaller.load();
        SaveOutcome outcome = definitions.save(caller.team(), body, caller.subject(), expected(ifMatch));
        return switch (outcome) {
            case Saved(DefinitionState state) -> answer(caller.team(), state);
            case Unchanged(DefinitionState state) -> answer(caller.team(), state);
            case Outdated(int newest) -> throw outdated("the definitions have the version %d by now".formatted(newest));
        };
    }

    private static OptionalInt expected(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return OptionalInt.empty();
        }
        String tag = ifMatch.strip();
        if (!tag.matches("\"\\d{1,9}\"")) {
            throw outdated("If-Match '%s' is not the tag of any version".formatted(tag));
        }
        return OptionalInt.of(Integer.parseInt(tag.substring(1, tag.length() - 1)));
    }

    private static MillraceException outdated(String message) {
        return MillraceException.of(ErrorKind.CALLER, 412, message).withCode("definitions_outdated");
    }

    private Response answer(String team, DefinitionState state) {
        int waiting = state.building()
                .map(version -> derived.waiting(team, version.number()))
                .orElse(0);
        List<String> unmapped =
                derived.unmappedEnvironments(team, state.newest().definitions());
        return Response.ok(DefinitionsAnswer.of(state, waiting, unmapped))
                .tag(new EntityTag(Integer.toString(state.newest().number())))
                .build();
    }
}
