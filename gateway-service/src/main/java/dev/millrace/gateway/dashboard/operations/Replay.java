package dev.millrace.gateway.dashboard.operations;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A replay of deliveries, as {@code GET /api/deliveries/replays/{id}} returns it.
 *
 * @param state {@code waiting}, {@code running}, {@code done} or {@code cancelled}
 * @param force whether effects that were had before are wanted again
 * @param selected deliveries when it was requested
 * @param unusable published again without events
 * @param gone not published, since their bodies are no longer stored
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record Replay(
        long id,
        String state,
        boolean force,
        long selected,
        long replayed,
        long unusable,
        long gone,
        Instant requestedAt,
        Optional<Instant> finishedAt) {

    /** Whether it can still be cancelled. */
    public boolean isOpen() {
        return Set.of("waiting", "running").contains(state);
    }

    /** The tone of a badge. */
    public String tone() {
        return switch (state) {
            case "done" -> gone > 0 || unusable > 0 ? "warn" : "good";
            case "running" -> "running";
            case "waiting" -> "waiting";
            default -> "off";
        };
    }
}
