package dev.millrace.gateway.dashboard.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.content.ShownFile.Line;
import dev.millrace.gateway.dashboard.frame.JsonFields;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lines next to each other that are from the same commit.
 *
 * @param sha of the commit; empty text if the API does not know it
 * @param author who wrote it
 * @param at when
 * @param summary first line of its message
 */
record BlameBlock(String sha, String author, Optional<Instant> at, String summary, List<Line> lines) {

    private static final int SHOWN_OF_ID = 8;

    BlameBlock {
        lines = List.copyOf(lines);
    }

    /** The begin of the commit's id. */
    public String commit() {
        return sha.substring(0, Math.min(SHOWN_OF_ID, sha.length()));
    }

    /** @param origins the field {@code lines} of {@code GET /api/repos/{repo}/blame} for these lines */
    static List<BlameBlock> of(List<Line> lines, JsonNode origins) {
        Map<Integer, JsonNode> byNumber = new HashMap<>();
        origins.forEach(origin -> byNumber.put(origin.path("line_number").asInt(), origin));
        List<BlameBlock> blocks = new ArrayList<>();
        List<Line> block = new ArrayList<>();
        JsonNode current = JsonFields.none();
        for (Line line : lines) {
            JsonNode origin = byNumber.getOrDefault(line.number(), JsonFields.none());
            boolean sameCommit = JsonFields.text(origin, "commit_sha").equals(JsonFields.text(current, "commit_sha"));
            if (!block.isEmpty() && !sameCommit) {
                blocks.add(block(current, block));
                block = new ArrayList<>();
            }
            current = origin;
            block.add(line);
        }
        if (!block.isEmpty()) {
            blocks.add(block(current, block));
        }
        return blocks;
    }

    private static BlameBlock block(JsonNode origin, List<Line> lines) {
        return new BlameBlock(
                JsonFields.text(origin, "commit_sha"),
                JsonFields.text(origin, "author_name"),
                time(JsonFields.text(origin, "author_time")),
                JsonFields.text(origin, "summary"),
                lines);
    }

    /** A time with any offset. */
    static Optional<Instant> time(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
