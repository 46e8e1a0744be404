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
 * Keeps the meters of HTTP requests few. A meter is made for each value of the tag {@code method} and is never dropped, and a
 * client may send any word as its method: those that no HTTP standard names are counted together as {@code OTHER}.
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
