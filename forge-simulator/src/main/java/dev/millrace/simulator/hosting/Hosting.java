package dev.millrace.simulator.hosting;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Ids;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.settings.SimulatorConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FileUtils;

/** The repositories of the forge, by id and by name without regard to case; a former name of a repository still finds it. */
@ApplicationScoped
public class Hosting {

    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}");

    private final Ids ids;
    private final Clock clock;
    private final Path data;
    private final Path directory;
    private final boolean temporary;
    private final Map<Long, HostedRepository> byId = new ConcurrentSkipListMap<>();
    private final Map<String, Long> idByName = new ConcurrentHashMap<>();

    Hosting(SimulatorConfig config, Ids ids, Clock clock) throws IOException {
        this.ids = ids;
        this.clock = clock;
        this.temporary = config.dataDirectory().isEmpty();
        this.data = temporary
                ? Files.createTempDirectory("millrace-simulator")
                : Files.createDirectories(config.dataDirectory().get());
        this.directory = data.resolve("repositories");
        // data of an earlier process belongs to ids that no longer exist
        FileUtils.delete(directory.toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING);
        Files.createDirectories(directory);
    }

    /**
     * Creates an empty repository whose HEAD points to a branch that does not exist yet.
     *
     * @throws GitHubFailure 422 if the owner has one of that name, or the name is invalid
     */
    public HostedRepository create(Account owner, String name, boolean isPrivate, String defaultBranch) {
        if (!NAME.matcher(name).matches() || name.endsWith(".git")) {
            throw GitHubFailure.invalid("Repository", "name", "invalid", "name %s is not allowed".formatted(name));
        }
        if (find(owner.login(), name)
                .filter(r -> r.name().equalsIgnoreCase(name))
                .isPresent()) {
            throw GitHubFailure.invalid("Repository", "name", "already_exists", "name already exists on this account");
        }
        long id = ids.next();
        HostedRepository repository = new HostedRepository(
                id, owner, name, isPrivate, defaultBranch, initialize(id, defaultBranch), clock.instant());
        byId.put(id, repository);
        idByName.put(key(owner.login(), name), id);
        return repository;
    }

    public Optional<HostedRepository> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The repository that has, or had, this name. Compare {@link HostedRepository#name()} to detect a rename. */
    public Optional<HostedRepository> find(String owner, String name) {
        return Optional.ofNullable(idByName.get(key(owner, name))).map(byId::get);
    }

    public List<HostedRepository> of(Account owner) {
        return byId.values().stream()
                .filter(repository -> repository.owner().id() == owner.id())
                .toList();
    }

    public List<HostedRepository> list() {
        return List.copyOf(byId.values());
    }

    public void rename(HostedRepository repository, String newName) {
        if (!NAME.matcher(newName).matches()) {
            throw GitHubFailure.invalid("Repository", "name", "invalid", "name %s is not allowed".formatted(newName));
        }
        repository.rename(newName, clock.instant());
        idByName.put(key(repository.owner().login(), newName), repository.id());
    }

    public void changeDefaultBranch(HostedRepository repository, String branch) {
        try {
            RefUpdate head = repository.git().updateRef(Constants.HEAD, true);
            head.disableRefLog();
            head.link(Constants.R_HEADS + branch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        repository.defaultBranch(branch, clock.instant());
    }

    public void delete(HostedRepository repository) {
        byId.remove(repository.id());
        idByName.values().removeIf(id -> id == repository.id());
        repository.git().close();
        remove(repository.git().getDirectory().toPath());
    }

    public void clear() {
        list().forEach(this::delete);
    }

    @PreDestroy
    void stop() {
        clear();
        if (temporary) {
            remove(data);
        }
    }

    private Repository initialize(long id, String defaultBranch) {
        try {
            Repository git =
                    FileRepositoryBuilder.create(directory.resolve(id + ".git").toFile());
            git.create(true);
            StoredConfig config = git.getConfig();
            config.setBoolean("uploadpack", null, "allowFilter", true);
            config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "logAllRefUpdates", false);
            config.setInt("gc", null, "auto", 0);
            config.save();
            RefUpdate head = git.updateRef(Constants.HEAD, true);
            head.disableRefLog();
            head.link(Constants.R_HEADS + defaultBranch);
            return git;
        } catch (IOException e) {
            throw new UncheckedIOException("repository %d cannot be made".formatted(id), e);
        }
    }

    private static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(String owner, String name) {
        return (owner + "/" + name).toLowerCase(Locale.ROOT);
    }
}
