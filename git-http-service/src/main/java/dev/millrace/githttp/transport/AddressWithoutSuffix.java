package dev.millrace.githttp.transport;

import dev.millrace.githttp.access.GitPath;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Serves {@code /<repository>/...} as {@code /<repository>.git/...} for git's requests, as the forges do: people paste the
 * address that their browser shows.
 */
@ApplicationScoped
class AddressWithoutSuffix {

    /** Runs after the guard and before the resources. */
    private static final int EARLY = Integer.MIN_VALUE + 500;

    private static final List<String> TAILS = List.of("/info/refs", "/git-upload-pack", "/git-receive-pack");
    private static final List<String> OURS = List.of("/api/", "/q/");

    void onStart(@Observes Router router) {
        router.route().order(EARLY).handler(AddressWithoutSuffix::handle);
    }

    private static void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path() == null ? "" : request.path();
        String tail = TAILS.stream().filter(path::endsWith).findFirst().orElse("");
        if (tail.isEmpty()
                || path.length() == tail.length()
                || OURS.stream().anyMatch(path::startsWith)
                || GitPath.parse(path) instanceof GitPath.Named) {
            context.next();
            return;
        }
        String name = path.substring(0, path.length() - tail.length());
        if (!(GitPath.parse(name + ".git" + tail) instanceof GitPath.Named)) {
            context.next();
            return;
        }
        String query = request.query() == null ? "" : "?" + request.query();
        context.reroute(request.method(), name + ".git" + tail + query);
    }
}
