package dev.millrace.forge;

import java.time.Clock;
import javax.net.ssl.SSLContext;

/** Our App at one GitHub. Building it sends nothing and reads nothing; a missing App id or key fails the first call. */
public final class GitHubApp {

    private final InstallationTokens tokens;
    private final CheckRuns checkRuns;

    /** @param tls trusted certificates for the API */
    public GitHubApp(GitHubConfig config, Clock clock, SSLContext tls) {
        var http = new GitHubHttp(config, clock, tls);
        this.tokens = new CachedInstallationTokens(http, new AppJwt(config, clock), clock);
        this.checkRuns = new GitHubCheckRuns(http, tokens);
    }

    /** Tokens of this App's installations. */
    public InstallationTokens installationTokens() {
        return tokens;
    }

    /** Check Runs of this App. */
    public CheckRuns checkRuns() {
        return checkRuns;
    }
}
