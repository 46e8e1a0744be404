package dev.millrace.githttp.forward;

import dev.millrace.git.GitStorage;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.upstream.ClientLimits;
import dev.millrace.upstream.UpstreamClient;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Creates what forwards pushes, from configuration. */
class ForwardBeans {

    @Produces
    @Singleton
    UpstreamClient client(Vertx vertx, ForwardConfig config, TrustedCertificates trusted, Clock clock) {
        return new UpstreamClient(vertx, trusted, limits(config), clock);
    }

    /** A push must not be repeated, so it is never sent on a reused connection. */
    static ClientLimits limits(ForwardConfig config) {
        return new ClientLimits(config.connectTimeout(), config.idleTimeout(), 0, config.connections(), Duration.ZERO);
    }

    void close(@Disposes UpstreamClient client) {
        client.close();
    }

    @Produces
    @Singleton
    ForwardPush forwardPush(
            GitStorage storage,
            ResolveDestination resolve,
            UpstreamClient client,
            RequestSync askForSync,
            ForwardConfig config,
            @ConfigProperty(name = "millrace.git.directory", defaultValue = ".millrace/git") Path directory) {
        return new ForwardPush(storage, resolve, client, askForSync, directory.resolve(".forwarded"), config);
    }
}
