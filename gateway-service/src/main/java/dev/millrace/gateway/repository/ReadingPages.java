package dev.millrace.gateway.repository;

import dev.millrace.gateway.repository.ShowStore.Position;
import dev.millrace.kit.error.MillraceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pages of who reads what, as the two routes return them. */
@ApplicationScoped
class ReadingPages {

    private static final int USUAL = 20;
    private static final int MOST = 100;

    private final ShowReading showReading;

    ReadingPages(ShowReading showReading) {
        this.showReading = showReading;
    }

    /**
     * A page of a team.
     *
     * @param only a user: nothing about others
     * @param after {@code next} of the page before
     * @param limit repositories on the page
     * @throws MillraceException 400 for a limit that is not from 1 to 100, or another {@code after}; 404 if there is no such team
     */
    ReadingBody page(String team, Optional<UUID> only, @Nullable String after, @Nullable Integer limit) {
        int most = limit == null ? USUAL : limit;
        if (most < 1 || most > MOST) {
            throw MillraceException.badRequest("limit %d must be 1 to %d".formatted(most, MOST));
        }
        return showReading
                .handle(team, only, Optional.ofNullable(after).map(ReadingPages::position), most)
                .orElseThrow(() -> noTeam(team));
    }

    static MillraceException noTeam(String slug) {
        return MillraceException.notFound("there is no team '%s'".formatted(slug))
                .withCode("team_missing");
    }

    private static Position position(String after) {
        int slash = after.indexOf('/');
        if (slash < 0 || after.indexOf('\0') >= 0) {
            throw MillraceException.badRequest("after '%s' is not the next of a page".formatted(after));
        }
        return new Position(after.substring(slash + 1), after.substring(0, slash));
    }
}
