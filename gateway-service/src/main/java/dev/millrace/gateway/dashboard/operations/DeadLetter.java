package dev.millrace.gateway.dashboard.operations;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A record that a consumer could not process, as {@code GET /api/dead-letters} returns it.
 *
 * @param service whose consumer it was
 * @param topic where it was read
 * @param parksKey whether the following records of its key wait until it is decided on
 * @param attempt how often it became a dead letter
 * @param deadAt when it became one this time
 * @param state {@code open}, {@code released} or {@code discarded}
 * @param headers of one alone
 * @param value as text, of one alone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record DeadLetter(
        long id,
        String service,
        String topic,
        Optional<Integer> partition,
        Optional<Long> offset,
        Optional<String> key,
        Optional<String> eventType,
        Optional<String> eventId,
        String reason,
        boolean parksKey,
        int attempt,
        Instant deadAt,
        String state,
        Optional<Instant> decidedAt,
        int bytes,
        Optional<Map<String, String>> headers,
        Optional<String> value) {

    private static final int LONGEST_VALUE = 60_000;

    /** Whether it is still to be decided on. */
    public boolean isOpen() {
        return state.equals("open");
    }

    /** The tone of a badge. */
    public String tone() {
        return isOpen() ? "bad" : state.equals("released") ? "good" : "off";
    }

    /** What it was about: the type of its event, or else its topic. */
    public String title() {
        return eventType.orElse(topic);
    }

    /** Headers in the order of their names. */
    public Map<String, String> shownHeaders() {
        return new TreeMap<>(headers.orElse(Map.of()));
    }

    /** The begin of the value. */
    public String shownValue() {
        String all = value.orElse("");
        return all.substring(0, Math.min(LONGEST_VALUE, all.length()));
    }

    /** Where its forms are posted. */
    public String path(String action) {
        return "%s/%d/%s".formatted(OperationsTab.DEAD_LETTERS.path(), id, action);
    }

    /** A page of them, newest first. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<DeadLetter> deadLetters, Optional<String> nextCursor) {}

    /** A key whose records wait behind a dead letter. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record ParkedKey(
            String service, String topic, String key, Instant parkedAt, long waiting, Optional<Long> deadLetter) {}

    /** A page of them. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record ParkedPage(List<ParkedKey> parkedKeys) {}
}
