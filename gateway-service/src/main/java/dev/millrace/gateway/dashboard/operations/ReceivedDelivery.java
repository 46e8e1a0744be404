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
 * A delivery of a forge, as {@code GET /api/deliveries} returns it.
 *
 * @param forge kind
 * @param guid the forge's id of the occurrence
 * @param repository {@code owner/name} at the time
 * @param state {@code pending}, {@code published}, {@code repeated} or {@code poison}
 * @param reason why it could not be understood
 * @param bytes size of the body
 * @param headers of the request, of one alone
 * @param body as text, of one alone
 * @param bodyEncoding {@code base64} if the body is not text
 * @param bodyStored whether the body is still there, of one alone
 * @param others of the same occurrence, of one alone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record ReceivedDelivery(
        long id,
        String forge,
        String host,
        String guid,
        String event,
        Optional<String> action,
        Optional<String> repository,
        String state,
        Optional<String> reason,
        Instant receivedAt,
        Optional<Instant> publishedAt,
        int bytes,
        Optional<Map<String, String>> headers,
        Optional<String> body,
        Optional<String> bodyEncoding,
        Optional<Boolean> bodyStored,
        Optional<List<ReceivedDelivery>> others) {

    /** As much of the body as the page shows; the API returns all of it. */
    private static final int LONGEST_BODY = 60_000;

    /** The tone of a badge. */
    public String tone() {
        return switch (state) {
            case "published" -> "good";
            case "pending" -> "waiting";
            case "poison" -> "bad";
            default -> "off";
        };
    }

    /** The event with its action, as forges name it. */
    public String title() {
        return action.filter(name -> !name.isEmpty())
                .map(name -> event + "." + name)
                .orElse(event);
    }

    /** Headers in the order of their names. */
    public Map<String, String> shownHeaders() {
        return new TreeMap<>(headers.orElse(Map.of()));
    }

    /** The begin of the body. */
    public String shownBody() {
        String all = body.orElse("");
        return all.substring(0, Math.min(LONGEST_BODY, all.length()));
    }

    /** Whether the body is longer than what is shown. */
    public boolean isCut() {
        return body.map(String::length).orElse(0) > LONGEST_BODY;
    }

    /** Whether the body is stored. */
    public boolean hasBody() {
        return bodyStored.orElse(false);
    }

    /** Others of the same occurrence. */
    public List<ReceivedDelivery> otherDeliveries() {
        return others.orElse(List.of());
    }

    /** A page of them, newest first. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<ReceivedDelivery> deliveries, Optional<String> nextCursor) {}
}
