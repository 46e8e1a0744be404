package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRuns;
import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.GitHubSettings;
import dev.millrace.kit.trust.TrustedCertificates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Our App at GitHub, from {@code millrace.github.*}. */
@ApplicationScoped
class GitHubBeans {

    @Produces
    @Singleton
    CheckRuns checkRuns(GitHubSettings settings, Clock clock, TrustedCertificates trusted) {
        return new GitHubApp(settings.toClientConfig(), clock, trusted.context()).checkRuns();
    }
}
