package dev.millrace.kit.request;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the values of the tag {@code uri} of HTTP request meters. Where no resource serves a request (another method than the
 * path has, a malformed message, a client that leaves early), the tag would be the path as sent, of any length: such requests
 * are counted together as {@code /{unmatched}}.
 */
@Singleton
class ServedTemplates {

    static final String UNMATCHED = "/{unmatched}";

    private static final String URI = "uri";
    /** Where Quarkus keeps the path template of the resource that serves a request. */
    private static final String TEMPLATE = "UrlPathTemplate";
    /** Values of Quarkus itself. */
    private static final Set<String> FIXED = Set.of("NOT_FOUND", "REDIRECTION", "UNKNOWN", "root", "/cors-preflight");

    /** Set by {@link RequestLabel}. */
    private static final Pattern LABEL = Pattern.compile("/\\{[a-z-]{1,40}}");

    private final Set<String> templates = ConcurrentHashMap.newKeySet();

    void onStart(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::watch);
    }

    @Produces
    @Singleton
    MeterFilter templatesOnly() {
        return new TemplatesOnly();
    }

    /** Adds the path template of a resource. */
    void add(String template) {
        templates.add(template);
    }

    private void watch(RoutingContext context) {
        // before the response ends, which creates the meter
        context.addHeadersEndHandler(sent -> addTemplateOf(context.request()));
        context.next();
    }

    private void addTemplateOf(HttpServerRequest request) {
        if (request instanceof HttpServerRequestInternal internal) {
            @Nullable String template = internal.context().getLocal(TEMPLATE);
            if (template != null) {
                add(template);
            }
        }
    }

    private final class TemplatesOnly implements MeterFilter {

        @Override
        public Meter.Id map(Meter.Id id) {
            @Nullable String uri = id.getName().equals("http.server.requests") ? id.getTag(URI) : null;
            if (uri == null || LABEL.matcher(uri).matches() || FIXED.contains(uri) || templates.contains(uri)) {
                return id;
            }
            List<Tag> tags = new ArrayList<>(id.getTags());
            tags.replaceAll(tag -> tag.getKey().equals(URI) ? Tag.of(URI, UNMATCHED) : tag);
            return id.replaceTags(tags);
        }
    }
}
