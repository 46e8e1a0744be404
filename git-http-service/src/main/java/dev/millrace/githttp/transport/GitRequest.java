package dev.millrace.githttp.transport;

import dev.millrace.githttp.access.GitPath;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a Git client sends in the headers of its request. */
final class GitRequest {

    private static final int LONGEST_PROTOCOL = 1024;

    private final RoutingContext context;
    private final HttpServerRequest request;

    GitRequest(RoutingContext context) {
        this.context = context;
        this.request = context.request();
    }

    RoutingContext context() {
        return context;
    }

    /** The path as sent: the router has normalized the one that it matched. */
    GitPath path() {
        String path = request.path();
        return GitPath.parse(path == null ? "" : path);
    }

    /** The query parameter {@code service}; empty for a client of the dumb protocol. */
    Optional<String> service() {
        return Optional.ofNullable(context.queryParams().get("service"));
    }

    /** Parameters of {@code Git-Protocol}, separated by colons; an overlong list counts as none. */
    Set<String> protocol() {
        String header = request.getHeader("Git-Protocol");
        return header == null || header.length() > LONGEST_PROTOCOL
                ? Set.of()
                : new HashSet<>(List.of(header.split(":")));
    }

    @Nullable
    String range() {
        return request.getHeader("Range");
    }

    @Nullable
    String contentEncoding() {
        return request.getHeader("Content-Encoding");
    }

    /** Whether the body has the content type that this service reads. */
    boolean isFor(String service) {
        String type = request.getHeader("Content-Type");
        return type != null && type.strip().equalsIgnoreCase("application/x-" + service + "-request");
    }
}
