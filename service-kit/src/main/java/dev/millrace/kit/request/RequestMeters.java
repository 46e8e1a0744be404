package dev.millrace.kit.request;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Bounds the number of HTTP request meters. A meter is created for each value of the tag {@code method} and is never
 * removed, and a client may send any token as its method: methods that no HTTP standard defines are counted together as
 * {@code OTHER}.
 */
@ApplicationScoped
class RequestMeters {

    private static final String METHOD = "method";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "UNKNOWN");

    @Produces
    @Singleton
    MeterFilter methods() {
        return new Methods();
    }

    static final class Methods implements MeterFilter {

        @Override
        public Meter.Id map(Meter.Id id) {
            if (!id.getName().startsWith("http.")) {
                return id;
            }
            String method = id.getTag(METHOD);
            if (method == null || METHODS.contains(method)) {
                return id;
            }
            List<Tag> tags = new ArrayList<>(id.getTags());
            tags.replaceAll(tag -> tag.getKey().equals(METHOD) ? Tag.of(METHOD, "OTHER") : tag);
            return id.replaceTags(tags);
        }
    }
}
