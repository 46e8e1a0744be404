package dev.millrace.kit.request;

import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;

/**
 * The tag {@code uri} of the meters of a request that no resource serves, and the name of its span. Without it the tag is the
 * path as sent: callers could create a meter for each path, and names of repositories would be in the metrics.
 */
public final class RequestLabel {

    /** Where Quarkus looks for the route when it names a span. */
    private static final String ROUTE_OF_SPAN = "UrlPathTemplate";

    private RequestLabel() {}

    /** Sets the tag, if it is not set yet, to {@code /{what}}, and names the span by it. */
    public static void set(HttpServerRequest request, String what) {
        Context context = Vertx.currentContext();
        if (context != null && VertxContext.isDuplicatedContext(context)) {
            context.putLocal(ROUTE_OF_SPAN, "/{" + what + "}");
        }
        // not an instance where nothing is measured
        if (request instanceof HttpServerRequestInternal internal
                && internal.metric() instanceof HttpRequestMetric metric) {
            metric.setTemplatePath("/{" + what + "}");
        }
    }
}
