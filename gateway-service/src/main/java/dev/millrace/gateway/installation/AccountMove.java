package dev.millrace.gateway.installation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The administrator gave an account to another team.
 *
 * @param id pass it as {@code before} for the moves before this one
 * @param instance host of the forge
 * @param accountId decimal string
 * @param accountLogin its name at that time
 * @param fromTeam slug
 * @param toTeam slug
 * @param user id of the person who did it; absent if it was the administrator's token, or before this was recorded
 * @param actor who did it, as a name; absent for a move before this was recorded
 * @param movedAt by our clock
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AccountMove(
        UUID id,
        String instance,
        String accountId,
        String accountLogin,
        String fromTeam,
        String toTeam,
        @Nullable UUID user,
        @Nullable String actor,
        Instant movedAt) {}
