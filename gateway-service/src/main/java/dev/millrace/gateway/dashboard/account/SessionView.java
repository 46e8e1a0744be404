package dev.millrace.gateway.dashboard.account;

import static dev.millrace.gateway.dashboard.frame.JsonFields.instant;
import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A session of the person.
 *
 * @param id identifies it
 * @param client what the browser calls itself
 * @param createdAt since when
 * @param expiresAt until when
 */
record SessionView(String id, String client, Optional<Instant> createdAt, Optional<Instant> expiresAt) {

    static List<SessionView> of(JsonNode sessions) {
        List<SessionView> views = new ArrayList<>();
        for (JsonNode session : sessions) {
            views.add(new SessionView(
                    text(session, "id"),
                    text(session, "client"),
                    instant(session, "createdAt"),
                    instant(session, "expiresAt")));
        }
        return views;
    }
}
