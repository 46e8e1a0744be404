package dev.millrace.gateway.dashboard.audit;

import static dev.millrace.gateway.dashboard.frame.JsonFields.instant;
import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entry of the audit log.
 *
 * @param id of the entry
 * @param at when it was done
 * @param actor who did it
 * @param team that is concerned; empty text for none
 * @param action noun and verb
 * @param subject what it was done to
 * @param change the values before and after; empty text if it has none
 */
record EntryView(
        String id, Optional<Instant> at, String actor, String team, String action, String subject, String change) {

    static List<EntryView> of(JsonNode entries) {
        List<EntryView> views = new ArrayList<>();
        for (JsonNode entry : entries) {
            views.add(new EntryView(
                    text(entry, "id"),
                    instant(entry, "at"),
                    text(entry, "actor"),
                    text(entry, "team"),
                    text(entry, "action"),
                    text(entry, "subject"),
                    change(text(entry, "before"), text(entry, "after"))));
        }
        return views;
    }

    private static String change(String before, String after) {
        if (before.isEmpty()) {
            return after;
        }
        return after.isEmpty() ? "was " + before : before + " → " + after;
    }
}
