package dev.millrace.githttp.forward;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.CreateOutcome;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** A repository at the {@link Forge} and its mirror here, with access to both. */
final class Mirrored {

    /** Number of the account at the forge that owns the repositories. */
    static final String ACCOUNT = "7";

    private final GitStorage storage;
    private final UUID id;
    private final String name;
    private final TestGit upstream;

    private Mirrored(GitStorage storage, UUID id, String name, TestGit upstream) {
        this.storage = storage;
        this.id = id;
        this.name = name;
        this.upstream = upstream;
    }

    /** The dependencies to create mirrors. */
    record Maker(GitStorage storage, Upstreams upstreams, Database database) {

        Mirrored make(Team team, UpstreamMode mode) {
            String name = team.slug() + "/tool";
            return make(team, mode, Forge.url() + "/" + name + ".git");
        }

        Mirrored make(Team team, UpstreamMode mode, String cloneUrl) {
            return make(team, mode, cloneUrl, "gitea");
        }

        /** Read without credentials, and not pushed to. */
        Mirrored readOnly(Team team) {
            String name = team.slug() + "/tool";
            UUID id = create(storage.catalog(), team, name, Optional.empty());
            UpstreamOrigin origin = origin(team, UpstreamMode.PUBLIC, Forge.url() + "/" + name + ".git", "github");
            database.useTransaction(tx -> upstreams.attachReadOnly(tx, id, origin));
            database.useTransaction(tx -> upstreams.succeeded(tx, id));
            return new Mirrored(storage, id, name, bare(name));
        }

        Mirrored make(Team team, UpstreamMode mode, String cloneUrl, String provider) {
            String name = team.slug() + "/tool";
            UUID id = create(storage.catalog(), team, name, Optional.empty());
            UpstreamOrigin origin = origin(team, mode, cloneUrl, provider);
            database.useTransaction(tx -> upstreams.attach(tx, id, origin, true));
            if (mode == UpstreamMode.CREDENTIALS) {
                upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), Forge.PASSWORD));
            }
            database.useTransaction(tx -> upstreams.succeeded(tx, id));
            return new Mirrored(storage, id, name, bare(name));
        }

        /** As an installation of the App in the account {@link #ACCOUNT} creates it. */
        Mirrored installed(Team team) {
            String name = team.slug() + "/tool";
            UUID id = create(storage.catalog(), team, name, Optional.of(Forge.INSTANCE + ":" + UUID.randomUUID()));
            database.useTransaction(tx -> upstreams.belongsTo(tx, id, ACCOUNT));
            return new Mirrored(storage, id, name, bare(name));
        }

        private static UpstreamOrigin origin(Team team, UpstreamMode mode, String cloneUrl, String provider) {
            return new UpstreamOrigin(
                    provider,
                    "localhost",
                    team.slug(),
                    "tool",
                    cloneUrl,
                    mode,
                    UpstreamOperation.SYNC,
                    Optional.empty());
        }

        private static UUID create(Catalog catalog, Team team, String name, Optional<String> key) {
            return ((CreateOutcome.Created)
                            catalog.create(new NewRepository(team.slug(), new RepositoryName(name), key, "main")))
                    .repository()
                    .id();
        }

        private static TestGit bare(String name) {
            try {
                Path directory = Files.createDirectories(Forge.directory(name));
                TestGit git = TestGit.in(directory);
                git.ok("init", "-q", "--bare", "-b", "main");
                git.ok("config", "http.receivepack", "true");
                git.ok("config", "receive.advertisePushOptions", "true");
                git.ok("config", "gc.auto", "0");
                git.ok("config", "receive.autogc", "false");
                return git;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Renames the repository at the forge. */
    static void rename(String from, String to) {
        try {
            Files.move(Forge.directory(from), Forge.directory(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    /** The bare repository at the forge. */
    TestGit upstream() {
        return upstream;
    }

    /** Direct address of the forge, with the credential. */
    String direct() {
        return Forge.url().replace("://", "://bot:" + Forge.PASSWORD + "@") + "/" + name + ".git";
    }

    /** A hook at the forge. */
    void hook(String hook, String script) {
        try {
            Path file = Files.writeString(
                    Files.createDirectories(upstream.folder().resolve("hooks")).resolve(hook), "#!/bin/sh\n" + script);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> there() {
        Map<String, String> refs = new TreeMap<>();
        upstream.ok("for-each-ref", "--format=%(refname) %(objectname)")
                .lines()
                .forEach(line -> refs.put(line.split(" ")[0], line.split(" ")[1]));
        return refs;
    }

    @Nullable
    String there(String ref) {
        return there().get(ref);
    }

    Map<String, String> here() {
        Map<String, String> refs = new TreeMap<>();
        try (Repository repository = storage.read(id)) {
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
                refs.put(ref.getName(), ref.getObjectId().name());
            }
            return refs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
