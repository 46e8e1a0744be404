package dev.millrace.githttp.forward;

import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.GitHubSettings;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.git.GitStorage;
import dev.millrace.kit.trust.TrustedCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What forwards pushes, from configuration. */
class ForwardBeans {

    @Produces
    @Singleton
    InstallationTokens installationTokens(GitHubSettings settings, Clock clock, TrustedCertificates trusted) {
        return new GitHubApp(settings.toClientConfig(), clock, trusted.context()).installationTokens();
    }

    @Produces
    @Singleton
    UpstreamClient client(Vertx vertx, ForwardConfig config, TrustedCertificates trusted) {
        return new UpstreamClient(
                vertx, new HttpClientOptions().setTrustOptions(TrustOptions.wrap(trusted.trustManager())), config);
    }

    void close(@Disposes UpstreamClient client) {
        client.close();
    }

    @Produces
    @Singleton
    ForwardPush forwardPush(
            GitStorage storage,
            ReachUpstream reach,
            UpstreamClient client,
            AskForSync askForSync,
            ForwardConfig config,
            @ConfigProperty(name = "millrace.git.directory", defaultValue = ".millrace/git") Path directory) {
        return new ForwardPush(storage, reach, client, askForSync, directory.resolve(".forwarded"), config);
    }
}
