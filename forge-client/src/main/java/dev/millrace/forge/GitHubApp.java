package dev.millrace.forge;

import java.security.GeneralSecurityException;
import java.time.Clock;
import javax.net.ssl.SSLContext;

/** An App at one GitHub. Building it sends nothing and reads nothing; a missing App id or key fails the first call. */
public final class GitHubApp {

    private final InstallationTokens tokens;
    private final CheckRuns checkRuns;
    private final CommitStatuses commitStatuses;
    private final AppHook hook;
    private final AppInstallations installations;
    private final InstallationRepositories repositories;
    private final PublicRepositories publicRepositories;
    private final Conversations conversations;
    private final RepositoryPermissions permissions;
    private final RepositoryReaders repositoryReaders;

    /**
     * An App.
     *
     * @param tls trusted certificates for the API
     * @param traffic of this process
     */
    public GitHubApp(GitHubConfig config, Clock clock, SSLContext tls, GitHubTraffic traffic) {
        var http = new GitHubHttp(config, clock, tls, traffic);
        var app = CallIdentity.app(config);
        var calls = new AppCalls(http, new AppJwt(config, clock), app);
        this.tokens = new CachedInstallationTokens(calls, clock);
        var installationCalls = new InstallationCalls(http, tokens, app);
        this.checkRuns = new GitHubCheckRuns(installationCalls);
        this.commitStatuses = new GitHubCommitStatuses(installationCalls);
        this.repositories = new GitHubInstallationRepositories(installationCalls);
        this.publicRepositories = new GitHubPublicRepositories(installationCalls);
        this.conversations = new GitHubConversations(installationCalls, config.appId());
        this.permissions = new GitHubRepositoryPermissions(installationCalls, clock);
        this.repositoryReaders = new GitHubRepositoryReaders(installationCalls);
        this.hook = new GitHubAppHook(calls);
        this.installations = new GitHubAppInstallations(calls);
    }

    /**
     * Checks that a text is a private key that an App can sign with.
     *
     * @param pem RSA key, PKCS#1 or PKCS#8
     * @throws IllegalArgumentException if it is not; the message does not quote it
     */
    public static void requireKey(String pem) {
        try {
            PrivateKeyPem.read(pem);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the private key of the App is not an RSA key in PEM", e);
        }
    }

    /** Tokens of this App's installations. */
    public InstallationTokens installationTokens() {
        return tokens;
    }

    /** The webhook of this App. */
    public AppHook hook() {
        return hook;
    }

    /** Where this App is installed. */
    public AppInstallations installations() {
        return installations;
    }

    /** Which repositories the installations of this App cover. */
    public InstallationRepositories repositories() {
        return repositories;
    }

    /** The public repositories of accounts in which this App is installed. */
    public PublicRepositories publicRepositories() {
        return publicRepositories;
    }

    /** What accounts may do in the repositories that the installations of this App cover. */
    public RepositoryPermissions permissions() {
        return permissions;
    }

    /** Who may read the repositories of the installations of this App. */
    public RepositoryReaders repositoryReaders() {
        return repositoryReaders;
    }

    /** Check Runs of this App. */
    public CheckRuns checkRuns() {
        return checkRuns;
    }

    /** Commit statuses of this App. */
    public CommitStatuses commitStatuses() {
        return commitStatuses;
    }

    /** Changes, and what this App writes on them. */
    public Conversations conversations() {
        return conversations;
    }
}
