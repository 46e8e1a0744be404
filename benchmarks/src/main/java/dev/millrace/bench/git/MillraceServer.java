package dev.millrace.bench.git;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.Team;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Our service for Git over HTTP, which verifies a token and reads the repository's version on every request. */
public final class MillraceServer implements GitServer {

    private static final int REFS_IN_A_PUSH = 10_000;

    private final BenchPlatform platform;
    private final Team team;
    private final URI root;
    private final Map<String, String> tokens = new HashMap<>();

    private MillraceServer(BenchPlatform platform, Team team, URI root) {
        this.platform = platform;
        this.team = team;
        this.root = root;
    }

    /** The service of a running platform, with a team of its own. */
    public static MillraceServer of(BenchPlatform platform) throws IOException {
        return of(platform, "bench");
    }

    /** The same with a team of this name. */
    static MillraceServer of(BenchPlatform platform, String name) throws IOException {
        var team = Team.make(name, platform.url("gateway"), platform.key("administrator-token"), Clock.systemUTC());
        return new MillraceServer(platform, team, platform.url("git-http"));
    }

    /** The same repositories through another instance. */
    MillraceServer at(URI instance) {
        var other = new MillraceServer(platform, team, instance);
        other.tokens.putAll(tokens);
        return other;
    }

    @Override
    public void host(String repository, Path bare) throws InterruptedException {
        create(repository);
        String remote = cloneUrl(repository);
        List<String> refs = GitCommand.run(bare, "for-each-ref", "--format=%(refname)")
                .lines()
                .toList();
        if (refs.size() <= REFS_IN_A_PUSH) {
            GitCommand.run(bare, "push", "--quiet", remote, "refs/*:refs/*");
            return;
        }
        // git's own client takes minutes for that many refs, so it pushes only the objects
        GitCommand.run(bare, "push", "--quiet", remote, "refs/heads/main");
        Map<String, String> ids = new LinkedHashMap<>();
        GitCommand.run(bare, "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads/*/**")
                .lines()
                .forEach(line -> ids.put(line.substring(41), line.substring(0, 40)));
        new PushWire().create(this, repository, ids, REFS_IN_A_PUSH);
    }

    /** Creates an empty repository. */
    void create(String repository) {
        tokens.put(repository, team.token(repository, "git:read", "git:write", "repo:write", "org:read"));
        api(repository).post("/api/v1/repos", Map.of("name", repository));
    }

    /**
     * Creates a mirror of an empty upstream repository, and waits until it has been read for the first time.
     *
     * @param upstream its address; without TLS, which the API itself would not accept
     */
    void follow(String repository, URI upstream) {
        attach(repository, upstream);
        update("""
                update git.upstream set state = 'SYNCED'
                  from git.repository
                 where repository.id = upstream.repository_id and repository.name = ?
                """, repository);
    }

    /**
     * Creates a mirror of an upstream repository, without requesting a sync; see {@link #sync}.
     *
     * @param upstream its address; without TLS, which the API itself would not accept
     */
    public void attach(String repository, URI upstream) {
        tokens.put(repository, team.token(repository, "git:read", "git:write", "repo:write", "org:read"));
        var gateway = api(repository);
        int slash = repository.indexOf('/');
        gateway.post(
                "/api/v1/repos",
                Map.of(
                        "base_repo",
                        Map.of(
                                "provider", "gitea",
                                "upstream_host", upstream.getAuthority(),
                                "owner", repository.substring(0, slash),
                                "name", repository.substring(slash + 1))));
        gateway.post(
                "/api/v1/repos/git-credentials",
                Map.of("repo_id", repository, "username", "bench", "password", "not asked for"));
        update("""
                update git.upstream set clone_url = ?
                  from git.repository
                 where repository.id = upstream.repository_id and repository.name = ?
                """, upstream.toString(), repository);
    }

    /** Requests a sync of a mirror, which runs later. */
    public void sync(String repository) {
        api(repository).post("/api/v1/repos/pull-upstream", Map.of());
    }

    /**
     * Whether a sync of a mirror has succeeded; empty if none has yet.
     *
     * @throws UnexpectedAnswer if the first one failed
     */
    public Optional<Boolean> synced(String repository) {
        try (var connection = database();
                var statement = connection.prepareStatement("""
                        select state, last_error
                          from git.upstream
                          join git.repository on repository.id = upstream.repository_id
                         where repository.name = ?
                        """)) {
            statement.setString(1, repository);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new UnexpectedAnswer("the mirror %s is not in the database".formatted(repository));
                }
                if (rows.getString(1).equals("FAILED")) {
                    throw new UnexpectedAnswer("the sync of %s failed: %s".formatted(repository, rows.getString(2)));
                }
                return Optional.of(rows.getString(1).equals("SYNCED")).filter(Boolean::booleanValue);
            }
        } catch (SQLException e) {
            throw new UnexpectedAnswer("cannot look into the database: " + e.getMessage(), e);
        }
    }

    /** Waits until no repository is being repacked or due to be repacked. */
    public void awaitNoMaintenance(Duration timeout) throws InterruptedException {
        Waiting.until(timeout, "the end of maintenance", this::maintained);
    }

    private Optional<Boolean> maintained() {
        try (var connection = database();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select 1 from git.maintenance
                         where due_at <= now() + interval '1 minute' or lease_until is not null
                        """)) {
            return rows.next() ? Optional.empty() : Optional.of(true);
        } catch (SQLException e) {
            throw new UnexpectedAnswer("cannot look into the database: " + e.getMessage(), e);
        }
    }

    /** Updates one row. */
    private void update(String sql, String... values) {
        try (var connection = database();
                var statement = connection.prepareStatement(sql)) {
            for (int value = 0; value < values.length; value++) {
                statement.setString(value + 1, values[value]);
            }
            if (statement.executeUpdate() != 1) {
                throw new UnexpectedAnswer("the mirror is not in the database");
            }
        } catch (SQLException e) {
            throw new UnexpectedAnswer("cannot write to the database: " + e.getMessage(), e);
        }
    }

    /** The address to clone it from, with a token. */
    public String cloneUrl(String repository) {
        return "%s://git:%s@%s/%s.git".formatted(root.getScheme(), token(repository), root.getAuthority(), repository);
    }

    private Connection database() throws SQLException {
        return DriverManager.getConnection(
                platform.fact("database-url"), platform.fact("database-user"), platform.fact("database-password"));
    }

    /** Waits until the platform has packed a repository for clones. */
    void awaitMaintained(String repository, Duration timeout) throws InterruptedException {
        Waiting.until(timeout, "maintenance of " + repository, () -> packedForClones(repository));
    }

    private Optional<Boolean> packedForClones(String repository) {
        try (var connection = database();
                var statement = connection.prepareStatement("""
                        select 1
                          from git.repository
                          join git.pack on pack.repository_id = repository.id
                          join git.pack_file on pack_file.pack_id = pack.id
                         where repository.name = ? and pack.retired_at is null and pack_file.extension = 'bitmap'
                        """)) {
            statement.setString(1, repository);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(true) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new UnexpectedAnswer("cannot look into the database: " + e.getMessage(), e);
        }
    }

    /** Registers a webhook for all events of a repository. */
    void report(String repository, URI address) {
        api(repository)
                .post(
                        "/api/v1/webhooks",
                        Map.of(
                                "url", address.toString(),
                                "events",
                                        List.of(
                                                "push",
                                                "repo.sync.started",
                                                "repo.sync.succeeded",
                                                "repo.sync.failed")));
    }

    private JsonClient api(String repository) {
        return JsonClient.of(platform.url("gateway")).withBearer(token(repository));
    }

    private String token(String repository) {
        return Optional.ofNullable(tokens.get(repository)).orElseThrow();
    }

    @Override
    public URI address(String repository) {
        return root.resolve("/%s.git".formatted(repository));
    }

    @Override
    public Optional<String> authorization(String repository) {
        byte[] credentials = ("git:" + token(repository)).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    /** Includes the service and PostgreSQL. */
    @Override
    public Duration processorTime() {
        return ProcessorTime.of(platform.find("git-http").orElseThrow())
                .plus(ProcessorTime.of(platform.find("postgresql").orElseThrow()));
    }
}
