package dev.millrace.gateway.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry as the API shows it.
 *
 * @param id pass it as {@code before} for the entries before this one
 * @param at ISO 8601
 * @param user id of the person who did it; absent if a token of a team or of the platform did
 * @param actor who did it, as a name
 * @param team slug of the team that is concerned
 * @param action noun and verb, for example {@code member.changed}
 * @param subject what it was done to
 * @param before the value before
 * @param after the value after
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EntryBody(
        long id,
        Instant at,
        @Nullable UUID user,
        String actor,
        @Nullable String team,
        String action,
        String subject,
        @Nullable String before,
        @Nullable String after) {

    static EntryBody of(Entry entry) {
        return new EntryBody(
                entry.id(),
                entry.at(),
                entry.user().orElse(null),
                entry.actor(),
                entry.team().orElse(null),
                entry.change().action(),
                entry.change().subject(),
                entry.change().before().orElse(null),
                entry.change().after().orElse(null));
    }
}
