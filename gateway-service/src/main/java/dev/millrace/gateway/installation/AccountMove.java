package dev.millrace.gateway.installation;

import java.time.Instant;

/**
 * The administrator gave an account to another team.
 *
 * @param instance host of the forge
 * @param accountId decimal string
 * @param accountLogin its name at that time
 * @param fromTeam slug
 * @param toTeam slug
 * @param movedAt by our clock
 */
record AccountMove(
        String instance, String accountId, String accountLogin, String fromTeam, String toTeam, Instant movedAt) {}
