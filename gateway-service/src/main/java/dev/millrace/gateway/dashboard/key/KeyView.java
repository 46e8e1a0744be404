package dev.millrace.gateway.dashboard.key;

import static dev.millrace.gateway.dashboard.frame.JsonFields.find;
import static dev.millrace.gateway.dashboard.frame.JsonFields.instant;
import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key of the team that was not revoked.
 *
 * @param id identifies it
 * @param name display name
 * @param fingerprint as tools show it; the id for a key that signs tokens, which is its {@code kid}
 * @param createdAt since when it is accepted
 */
record KeyView(String id, String name, String fingerprint, Optional<Instant> createdAt) {

    static List<KeyView> active(JsonNode keys) {
        List<KeyView> views = new ArrayList<>();
        for (JsonNode key : keys) {
            if (key.path("active").asBoolean()) {
                views.add(new KeyView(
                        text(key, "id"),
                        text(key, "name"),
                        find(key, "fingerprint").orElseGet(() -> text(key, "id")),
                        instant(key, "createdAt")));
            }
        }
        return views;
    }
}
