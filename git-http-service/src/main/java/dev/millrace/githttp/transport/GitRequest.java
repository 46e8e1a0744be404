package dev.millrace.githttp.transport;

import dev.millrace.githttp.access.GitPath;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a Git client says in the head of its request. */
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

    /** The path as sent: a router has tidied up what it matched. */
    GitPath path() {
        String path = request.path();
        return GitPath.parse(path == null ? "" : path);
    }

    /** The query parameter {@code service}; empty for a client of the dumb protocol. */
    Optional<String> service() {
        return Optional.ofNullable(context.queryParams().get("service"));
    }

    /** Parameters of {@code Git-Protocol}, which come parted by colons; an endless list counts as none. */
    Set<String> protocol() {
        String header = request.getHeader("Git-Protocol");
        return header == null || header.length() > LONGEST_PROTOCOL
                ? Set.of()
                : new HashSet<>(List.of(header.split(":")));
    }

    @Nullable
    String authorization() {
        return request.getHeader("Authorization");
    }

    @Nullable
    String range() {
        return request.getHeader("Range");
    }

    @Nullable
    String contentEncoding() {
        return request.getHeader("Content-Encoding");
    }

    /** Whether the body is what this service reads. */
    boolean isFor(String service) {
        String type = request.getHeader("Content-Type");
        return type != null && type.strip().equalsIgnoreCase("application/x-" + service + "-request");
    }
}
