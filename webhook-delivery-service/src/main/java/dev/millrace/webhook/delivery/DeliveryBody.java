package dev.millrace.webhook.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.webhook.delivery.Delivery.LastAttempt;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A delivery in responses, with what the last attempt sent and received.
 *
 * @param status {@code waiting}, {@code succeeded} or {@code failed}
 * @param redeliveryOf the delivery that it repeats, whose id the receiver sees
 * @param error why the last attempt did not succeed
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeliveryBody(
        String id,
        String event,
        @Nullable String repositoryId,
        String status,
        @Nullable String redeliveryOf,
        int attempts,
        String createdAt,
        @Nullable String attemptedAt,
        @Nullable String nextAttemptAt,
        @Nullable String giveUpAt,
        @Nullable String error,
        RequestBody request,
        @Nullable ResponseBody response) {

    static DeliveryBody of(Delivery delivery) {
        return new DeliveryBody(
                delivery.id().toString(),
                delivery.event(),
                delivery.repositoryId().map(Object::toString).orElse(null),
                delivery.state().name().toLowerCase(Locale.ROOT),
                delivery.repeats().map(Object::toString).orElse(null),
                delivery.attempts(),
                delivery.createdAt().toString(),
                delivery.last().map(last -> last.at().toString()).orElse(null),
                delivery.nextAttemptAt().map(Object::toString).orElse(null),
                delivery.giveUpAt().map(Object::toString).orElse(null),
                delivery.last().flatMap(LastAttempt::error).orElse(null),
                new RequestBody(delivery.last().map(LastAttempt::requestHeaders).orElse(Map.of()), delivery.payload()),
                delivery.last()
                        .flatMap(last -> last.status()
                                .map(status -> new ResponseBody(
                                        status, last.responseHeaders(), last.responseBody(), last.took())))
                        .orElse(null));
    }

    /**
     * The request.
     *
     * @param headers of the last attempt; none before the first
     * @param body exactly as it was signed
     */
    record RequestBody(Map<String, String> headers, String body) {

        RequestBody {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * The response of the endpoint.
     *
     * @param body the beginning of it
     * @param tookMillis until the response was read
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record ResponseBody(int status, Map<String, String> headers, String body, int tookMillis) {

        ResponseBody {
            headers = Map.copyOf(headers);
        }
    }
}
