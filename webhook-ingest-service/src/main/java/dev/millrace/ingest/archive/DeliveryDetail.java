package dev.millrace.ingest.archive;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything that is known of a delivery but its body.
 *
 * @param headers as kept, secrets included
 * @param hasBody whether the body is still stored
 * @param attempts when the same hook made it again, oldest first, the first hundred
 * @param others deliveries of the same occurrence by other hooks
 */
record DeliveryDetail(
        StoredDelivery delivery,
        String contentType,
        Map<String, String> headers,
        boolean hasBody,
        List<Instant> attempts,
        List<StoredDelivery> others) {

    DeliveryDetail {
        headers = Map.copyOf(headers);
        attempts = List.copyOf(attempts);
        others = List.copyOf(others);
    }
}
