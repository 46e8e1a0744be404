package dev.millrace.gateway.dashboard.token;

import static dev.millrace.gateway.dashboard.frame.JsonFields.find;
import static dev.millrace.gateway.dashboard.frame.JsonFields.instant;
import static dev.millrace.gateway.dashboard.frame.JsonFields.text;
import static dev.millrace.gateway.dashboard.frame.JsonFields.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An access token as the pages show it.
 *
 * @param id identifies it
 * @param name display name
 * @param role of it in the team
 * @param ofTeam whether the team owns it, not a person
 * @param scopes what it allows
 * @param expiresAt when it ends
 * @param usedAt when it was used last, within a minute
 */
record TokenView(
        String id,
        String name,
        String role,
        boolean ofTeam,
        List<String> scopes,
        Optional<Instant> expiresAt,
        Optional<Instant> usedAt) {

    static List<TokenView> of(JsonNode tokens) {
        List<TokenView> views = new ArrayList<>();
        for (JsonNode token : tokens) {
            views.add(new TokenView(
                    text(token, "id"),
                    text(token, "name"),
                    text(token, "role"),
                    find(token, "user").isEmpty(),
                    texts(token, "scopes"),
                    instant(token, "expiresAt"),
                    instant(token, "lastUsedAt")));
        }
        return views;
    }
}
