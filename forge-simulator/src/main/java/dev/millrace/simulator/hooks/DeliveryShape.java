package dev.millrace.simulator.hooks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.rest.Json;
import java.time.Duration;

/** How GitHub describes a delivery: briefly in lists, with request and response when requested singly. */
final class DeliveryShape {

    private DeliveryShape() {}

    static ObjectNode listed(Delivery delivery) {
        Delivery.Attempt attempt = delivery.attempt().orElseThrow();
        ObjectNode node = Json.object()
                .put("id", delivery.id())
                .put("guid", delivery.guid().toString());
        node.set("delivered_at", Json.time(attempt.deliveredAt()));
        node.put("redelivery", delivery.redelivery())
                .put("duration", seconds(attempt.duration()))
                .put("status", attempt.status())
                .put("status_code", attempt.statusCode())
                .put("event", delivery.event())
                .put("action", delivery.action().orElse(null))
                .put("installation_id", delivery.installationId().orElse(null))
                .put("repository_id", delivery.repositoryId().orElse(null));
        attempt.throttledAt()
                .ifPresentOrElse(at -> node.set("throttled_at", Json.time(at)), () -> node.putNull("throttled_at"));
        return node;
    }

    static ObjectNode full(Delivery delivery, String url) {
        ObjectNode node = listed(delivery).put("url", url);
        ObjectNode request = node.putObject("request");
        ObjectNode requestHeaders = request.putObject("headers");
        delivery.headers().forEach(requestHeaders::put);
        request.set("payload", Json.parseObject(delivery.payload().bytes()));
        Delivery.Attempt attempt = delivery.attempt().orElseThrow();
        ObjectNode response = node.putObject("response");
        if (attempt.statusCode() == 0) {
            response.set("headers", JsonNodeFactory.instance.nullNode());
            response.putNull("payload");
        } else {
            ObjectNode responseHeaders = response.putObject("headers");
            attempt.headers().forEach(responseHeaders::put);
            response.put("payload", attempt.body());
        }
        return node;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 10 / 100.0;
    }
}
