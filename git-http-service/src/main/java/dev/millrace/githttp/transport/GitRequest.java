package dev.millrace.githttp.transport;

import dev.millrace.githttp.access.GitPath;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a Git client says in the head of its request. */
final class GitRequest {

    private static final int LINGER = 1024 * 1024;
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

    /**
     * Takes in what a refused client is still sending, up to a limit, since a connection closed too early loses the
     * refusal on its way. A client that sends more, or waits to be told to go on, is disconnected.
     */
    void leave(InputStream body) {
        if (request.getHeader("Expect") == null) {
            byte[] dropped = new byte[8192];
            try {
                for (int left = LINGER; left > 0 && !request.isEnded(); ) {
                    int got = body.read(dropped);
                    left = got < 0 ? 0 : left - got;
                }
            } catch (IOException gone) {
                request.connection().close();
            }
        }
        if (!request.isEnded()) {
            context.addEndHandler(ended -> request.connection().close());
        }
    }
}
