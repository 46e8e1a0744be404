package dev.millrace.ingest.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One delivery.
 *
 * @param delivery as in a list
 * @param headers as kept, by name in lower case; those that authenticate the caller are redacted
 * @param bodyStored whether the body is still stored, without which there is no replay
 * @param attempts when the same hook made the delivery again, the first hundred
 * @param others deliveries of the same occurrence by other hooks
 * @param body if requested and still stored
 * @param bodyEncoding {@code utf-8}, or {@code base64} for bytes that are not UTF-8
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record DeliveryDetailBody(
        @JsonUnwrapped StoredDeliveryBody delivery,
        String contentType,
        Map<String, String> headers,
        boolean bodyStored,
        List<Instant> attempts,
        List<StoredDeliveryBody> others,
        Optional<String> body,
        Optional<String> bodyEncoding) {

    static DeliveryDetailBody of(DeliveryDetail detail, Optional<byte[]> body) {
        Optional<String> text = body.flatMap(DeliveryDetailBody::text);
        return new DeliveryDetailBody(
                StoredDeliveryBody.of(detail.delivery()),
                detail.contentType(),
                RedactedHeaders.of(detail.headers()),
                detail.hasBody(),
                detail.attempts(),
                detail.others().stream().map(StoredDeliveryBody::of).toList(),
                text.or(() -> body.map(bytes -> Base64.getEncoder().encodeToString(bytes))),
                body.map(bytes -> text.isPresent() ? "utf-8" : "base64"));
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty(); // it is shown in base64
        }
    }
}
