package dev.millrace.pipeline.store;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * Whose stores a caller may use, once its role is sufficient: those of its team; an administrator those of each team. A token that a
 * key of the team signed has no role: such keys are often in other systems.
 */
@Singleton
final class StoreAccess {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?");

    private final CurrentCaller current;

    StoreAccess(CurrentCaller current) {
        this.current = current;
    }

    /**
     * The caller, if it may.
     *
     * @throws MillraceException 403 for a token of one repository, 404 for another team
     */
    StoreCaller require(String team) {
        Caller caller = current.load();
        if (caller.repository().filter(name -> !name.equals("org")).isPresent()) {
            throw MillraceException.forbidden("the token is for one repository, and the stores are the team's")
                    .withCode("other_repository");
        }
        boolean may = caller.administrator()
                ? SLUG.matcher(team).matches()
                : caller.team().equals(team);
        if (!may) {
            throw MillraceException.notFound("there is no team '%s'".formatted(team))
                    .withCode("team_missing");
        }
        return StoreCaller.of(caller);
    }
}
