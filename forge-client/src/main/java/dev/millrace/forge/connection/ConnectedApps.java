package dev.millrace.forge.connection;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.AppHook;
import dev.millrace.forge.AppInstallations;
import dev.millrace.forge.AppKeys;
import dev.millrace.forge.CheckRun;
import dev.millrace.forge.CheckRunTarget;
import dev.millrace.forge.CheckRunUpdate;
import dev.millrace.forge.CheckRuns;
import dev.millrace.forge.CommitStatus;
import dev.millrace.forge.CommitStatuses;
import dev.millrace.forge.Conversations;
import dev.millrace.forge.ForgeChange;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.GitHubConfig;
import dev.millrace.forge.GitHubTraffic;
import dev.millrace.forge.InstallationRepositories;
import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.forge.NewCheckRun;
import dev.millrace.forge.PublicRepositories;
import dev.millrace.forge.RepositoryPermissions;
import dev.millrace.forge.RepositoryReaders;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * The Apps of all connections. An installation belongs to one App; which one is found by asking for its token, since only its
 * own App gets one.
 */
final class ConnectedApps
        implements InstallationTokens,
                CheckRuns,
                CommitStatuses,
                InstallationRepositories,
                PublicRepositories,
                Conversations,
                RepositoryPermissions,
                RepositoryReaders,
                AppHooks,
                ConnectedInstallations {

    private static final int MOST_INSTALLATIONS = 10_000;

    private final ForgeConnections connections;
    private final Duration timeout;
    private final Clock clock;
    private final SSLContext tls;
    private final GitHubTraffic traffic;
    private final Map<ForgeConnection, GitHubApp> apps = new ConcurrentHashMap<>();
    private final Map<ForgeInstallation, String> connectionOf = new ConcurrentHashMap<>();

    ConnectedApps(ForgeConnections connections, Duration timeout, Clock clock, SSLContext tls, GitHubTraffic traffic) {
        this.connections = connections;
        this.timeout = timeout;
        this.clock = clock;
        this.tls = tls;
        this.traffic = traffic;
    }

    @Override
    public InstallationToken token(ForgeInstallation installation) {
        return atItsApp(installation, app -> app.installationTokens().token(installation));
    }

    @Override
    public InstallationToken replace(ForgeInstallation installation, InstallationToken refused) {
        return atItsApp(installation, app -> app.installationTokens().replace(installation, refused));
    }

    @Override
    public void forget(ForgeInstallation installation) {
        apps.values().forEach(app -> app.installationTokens().forget(installation));
        connectionOf.remove(installation);
    }

    @Override
    public void forgetAll() {
        apps.values().forEach(app -> app.installationTokens().forgetAll());
        connectionOf.clear();
    }

    @Override
    public CheckRun create(CheckRunTarget target, NewCheckRun run) {
        return checkRuns(target).create(target, run);
    }

    @Override
    public CheckRun update(CheckRunTarget target, long id, CheckRunUpdate update) {
        return checkRuns(target).update(target, id, update);
    }

    @Override
    public CheckRun load(CheckRunTarget target, long id) {
        return checkRuns(target).load(target, id);
    }

    @Override
    public void set(CheckRunTarget target, String sha, CommitStatus status) {
        atItsApp(target.installation(), app -> {
                    app.installationTokens().token(target.installation());
                    return app.commitStatuses();
                })
                .set(target, sha, status);
    }

    @Override
    public Optional<CheckRun> findByExternalId(CheckRunTarget target, String headSha, String name, String externalId) {
        return checkRuns(target).findByExternalId(target, headSha, name, externalId);
    }

    @Override
    public InstallationRepositories.Page list(ForgeInstallation installation, Optional<String> page) {
        return atItsApp(installation, app -> {
                    app.installationTokens().token(installation);
                    return app.repositories();
                })
                .list(installation, page);
    }

    @Override
    public PublicRepositories.Page list(ForgeInstallation installation, String login, int page) {
        return atItsApp(installation, app -> {
                    app.installationTokens().token(installation);
                    return app.publicRepositories();
                })
                .list(installation, login, page);
    }

    @Override
    public ForgeChange change(ForgeInstallation installation, String repository, long number) {
        return conversations(installation).change(installation, repository, number);
    }

    @Override
    public void react(ForgeInstallation installation, String repository, String commentId, Reaction reaction) {
        conversations(installation).react(installation, repository, commentId, reaction);
    }

    @Override
    public Optional<Long> findOwnComment(
            ForgeInstallation installation, String repository, long number, String marker) {
        return conversations(installation).findOwnComment(installation, repository, number, marker);
    }

    @Override
    public long comment(ForgeInstallation installation, String repository, long number, String text) {
        return conversations(installation).comment(installation, repository, number, text);
    }

    @Override
    public void edit(ForgeInstallation installation, String repository, long commentId, String text) {
        conversations(installation).edit(installation, repository, commentId, text);
    }

    private Conversations conversations(ForgeInstallation installation) {
        return atItsApp(installation, app -> {
            app.installationTokens().token(installation);
            return app.conversations();
        });
    }

    @Override
    public Permission permissionOf(ForgeInstallation installation, String repository, String login) {
        return atItsApp(installation, app -> {
                    app.installationTokens().token(installation);
                    return app.permissions();
                })
                .permissionOf(installation, repository, login);
    }

    @Override
    public RepositoryReaders.Page readers(ForgeInstallation installation, String fullName, Optional<String> page) {
        return atItsApp(installation, app -> {
                    app.installationTokens().token(installation);
                    return app.repositoryReaders();
                })
                .readers(installation, fullName, page);
    }

    @Override
    public AppHook of(ForgeConnection connection) {
        return app(connection).hook();
    }

    @Override
    public AppInstallations installationsOf(ForgeConnection connection) {
        return app(connection).installations();
    }

    private CheckRuns checkRuns(CheckRunTarget target) {
        return atItsApp(target.installation(), app -> {
            app.installationTokens().token(target.installation());
            return app.checkRuns();
        });
    }

    /** Tries the App that was right the last time, then the others. One that does not have the installation reports 404. */
    private <T> T atItsApp(ForgeInstallation installation, Function<GitHubApp, T> action) {
        List<ForgeConnection> candidates = connections.apps(installation.instance());
        if (candidates.isEmpty()) {
            throw ForgeFailure.noApp(installation.instance());
        }
        String last = connectionOf.get(installation);
        List<ForgeConnection> ordered = candidates.stream()
                .sorted((one, other) ->
                        Boolean.compare(other.id().equals(last), one.id().equals(last)))
                .toList();
        for (int index = 0; ; index++) {
            ForgeConnection connection = ordered.get(index);
            try {
                T result = action.apply(app(connection));
                remember(installation, connection);
                return result;
            } catch (ForgeFailure failure) {
                if (failure.kind() != ForgeFailure.Kind.NOT_FOUND || index + 1 == ordered.size()) {
                    throw failure;
                }
            }
        }
    }

    private void remember(ForgeInstallation installation, ForgeConnection connection) {
        if (connectionOf.size() >= MOST_INSTALLATIONS) {
            connectionOf.clear();
        }
        connectionOf.put(installation, connection.id());
    }

    /** A changed connection gets another client; those of connections that have changed or gone are dropped. */
    private GitHubApp app(ForgeConnection connection) {
        GitHubApp known = apps.get(connection);
        if (known != null) {
            return known;
        }
        List<ForgeConnection> current = connections.all();
        apps.keySet().removeIf(old -> !current.contains(old));
        return apps.computeIfAbsent(connection, this::create);
    }

    private GitHubApp create(ForgeConnection connection) {
        List<ForgeConnection.Secret> secrets = connection.secrets(Purpose.APP_KEY);
        AppKeys keys = () -> {
            try {
                return secrets.stream().map(secret -> secret.value().open()).toList();
            } catch (RuntimeException e) {
                throw ForgeFailure.unusableKey(e);
            }
        };
        return new GitHubApp(
                new GitHubConfig(connection.host(), connection.app().map(ForgeConnection.App::id), keys, timeout),
                clock,
                tls,
                traffic);
    }
}
