package dev.millrace.gateway.route;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Adds headers that protect browsers to each response that has none of its own, those that are forwarded included. A browser applies
 * all policies of content that a response has, so a page with a policy of its own must not have a second one.
 */
@ApplicationScoped
class ProtectiveHeaders {

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
                    + " base-uri 'none'; frame-ancestors 'none'";

    void onStart(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(ProtectiveHeaders::watch);
    }

    private static void watch(RoutingContext context) {
        context.addHeadersEndHandler(sent -> complete(context.response().headers()));
        context.next();
    }

    private static void complete(MultiMap headers) {
        if (!headers.contains("Content-Security-Policy")) {
            headers.set("Content-Security-Policy", POLICY);
        }
        if (!headers.contains("Referrer-Policy")) {
            headers.set("Referrer-Policy", "no-referrer");
        }
    }
}
