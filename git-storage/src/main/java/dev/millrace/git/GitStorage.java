package dev.millrace.git;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.catalog.RepositoryStore;
import dev.millrace.git.catalog.StoredCatalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.check.HistoryMemory;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.check.PackLimits;
import dev.millrace.git.dfs.BlockCache;
import dev.millrace.git.dfs.Repositories;
import dev.millrace.git.lfs.LfsLocks;
import dev.millrace.git.lfs.LfsObjects;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.ref.RetainedCommit;
import dev.millrace.git.repack.Maintenance;
import dev.millrace.git.repack.MaintenanceConfig;
import dev.millrace.git.retention.RetentionConfig;
import dev.millrace.git.retention.StorageAudit;
import dev.millrace.git.retention.StorageRetention;
import dev.millrace.git.search.SearchIndex;
import dev.millrace.git.settings.Settings;
import dev.millrace.git.write.PushCertificateStore;
import dev.millrace.git.write.WriteLimits;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import dev.millrace.objectstore.ObjectStoreConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * The Git repositories of the platform. One per process; safe to share between threads. All instances on one database and
 * object store serve the same repositories.
 */
public final class GitStorage implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(GitStorage.class);

    /** No write takes this long, so older files were left behind by a crashed process. */
    private static final Duration ABANDONED = Duration.ofHours(24);

    private static final int SEED_BYTES = 32;

    /** Enough to need a block of the disk. */
    private static final byte[] PROBE = new byte[4096];

    /** No object has this key. */
    private static final ObjectKey MISSING = new ObjectKey("probe");

    private final Database database;
    private final Clock clock;
    private final Catalog catalog;
    private final Repositories repositories;
    private final ObjectStore objects;
    private final HistoryMemory histories;
    private final Path scratch;
    private final LfsObjects lfsObjects;
    private final LfsLocks lfsLocks;
    private final Function<MaintenanceConfig, Maintenance> maintenance;

    private GitStorage(
            Database database,
            Clock clock,
            Catalog catalog,
            Repositories repositories,
            ObjectStore objects,
            HistoryMemory histories,
            Path scratch,
            Function<MaintenanceConfig, Maintenance> maintenance,
            LfsObjects lfsObjects,
            LfsLocks lfsLocks) {
        this.database = database;
        this.clock = clock;
        this.catalog = catalog;
        this.repositories = repositories;
        this.objects = objects;
        this.histories = histories;
        this.scratch = scratch;
        this.maintenance = maintenance;
        this.lfsObjects = lfsObjects;
        this.lfsLocks = lfsLocks;
    }

    /**
     * Opens the storage and sets up JGit's block cache for the whole process.
     *
     * @param database with the schema {@code git} migrated
     * @param objects where packs are stored
     * @param outbox of the schema {@code git}
     * @throws IllegalStateException if a repository was opened in this process before with another block cache
     * @throws UncheckedIOException if the scratch directory cannot be created
     */
    public static GitStorage open(
            Database database, ObjectStore objects, Outbox outbox, Clock clock, GitStorageConfig config) {
        BlockCache.configure(config.blockCacheHeapShare());
        try {
            Files.createDirectories(config.scratch());
            deleteAbandoned(config.scratch(), clock.instant().minus(ABANDONED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var store = new RepositoryStore();
        var repositories = new Repositories(
                database,
                store,
                objects,
                outbox,
                clock,
                new Repositories.Settings(
                        config.scratch(),
                        config.instanceHeapShare(),
                        config.packs(),
                        config.histories(),
                        config.node()));
        return new GitStorage(
                database,
                clock,
                new StoredCatalog(database, store, outbox, clock),
                repositories,
                objects,
                config.histories(),
                config.scratch(),
                wanted -> new Maintenance(database, repositories, config.scratch(), wanted, clock),
                new LfsObjects(database, objects, clock, config.scratch(), config.node()),
                new LfsLocks(database, clock));
    }

    /** The folder for temporary files, in which those that a crashed process left behind are deleted. */
    public Path scratch() {
        return scratch;
    }

    /**
     * Opens the storage as {@code millrace.git.*} configures it: in a directory or in a bucket with a local cache, with
     * meters.
     *
     * @param outbox of the schema {@code git}
     * @throws UncheckedIOException if the store cannot be reached or the directory cannot be created
     */
    public static GitStorage open(Database database, Outbox outbox, Clock clock, Config config, MeterRegistry meters) {
        Path directory = ObjectStoreConfig.directory(config);
        try {
            // next to the packs, on the same file system, so that a finished pack is moved there without a copy
            Path scratch = Files.createDirectories(directory.resolve(".scratch"));
            ObjectStore objects = ObjectStoreConfig.from(config)
                    .open(
                            key -> key.value().endsWith("." + PackExt.PACK.getExtension()) || LfsObjects.holds(key),
                            meters);
            GitStorage storage = open(
                    database, objects, outbox, clock, GitStorageConfig.withDefaults(scratch, PackLimits.from(config)));
            BlockCache.watch(meters);
            return storage;
        } catch (IOException e) {
            throw new UncheckedIOException("the store of packs cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void deleteAbandoned(Path scratch, Instant before) throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before) && Files.deleteIfExists(file)) {
                    LOG.infof("scratchFile=%s was abandoned and is deleted", file.getFileName());
                }
            }
        }
    }

    /**
     * Why packs could not be written or read now, human-readable; empty if they can. It writes a small file where packs are
     * written first and asks the store for an object that does not exist, which may take as long as the store's retries.
     */
    public Optional<String> problem() {
        try {
            Path probe = Files.createTempFile(scratch, "probe", null);
            try {
                Files.write(probe, PROBE);
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            return Optional.of("%s cannot be written to: %s".formatted(scratch, e));
        }
        try {
            objects.size(MISSING);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the store of packs does not respond: " + e);
        }
    }

    /** Which repositories exist. */
    public Catalog catalog() {
        return catalog;
    }

    /** The memory of walks over histories that a caller does besides. */
    public HistoryMemory histories() {
        return histories;
    }

    /**
     * Opens a repository for reading, in its current state: refs and packs of one instant, which do not change while it is
     * open. Costs one small query when nothing changed since the last time. The caller closes it.
     *
     * @throws RepositoryMissing if there is none
     */
    public Repository read(UUID repositoryId) {
        return repositories.read(repositoryId);
    }

    /** As {@link #read(UUID)}, at least as new as what the catalog just returned; without any query when that is cached. */
    public Repository read(StoredRepository found) {
        return repositories.read(found);
    }

    /** As {@link #read(StoredRepository)}, with the refs of one namespace under the names that clients see. */
    public Repository read(StoredRepository found, RefNamespace namespace) {
        return repositories.read(found, namespace);
    }

    /**
     * Since when refs exist; since their last move, if the log of moves does not reach back that far.
     *
     * @param names full names, as the namespace shows them; those that do not exist are left out
     */
    public Map<String, Instant> createdAt(UUID repositoryId, RefNamespace namespace, List<String> names) {
        return repositories.createdAt(repositoryId, namespace, names);
    }

    /** Bytes of all packs of a repository that was opened here: about as much as a clone of it. */
    public static long packBytes(Repository opened) {
        return Repositories.packBytes(opened);
    }

    /**
     * Opens a repository for writing. The caller closes the session.
     *
     * @param cause why refs will move, as events contain it
     * @param actor who moves them, for the reflog: a user, or the name of a service
     * @throws RepositoryMissing if there is none
     */
    public WriteSession write(UUID repositoryId, Cause cause, String actor) {
        return write(repositoryId, cause, actor, RefNamespace.DEFAULT, WriteLimits.NONE);
    }

    /**
     * As {@link #write(UUID, Cause, String)}, for one namespace and within limits.
     *
     * @param namespace whose refs the session shows and moves, under the names that clients see
     */
    public WriteSession write(
            UUID repositoryId, Cause cause, String actor, RefNamespace namespace, WriteLimits limits) {
        return repositories.write(repositoryId, cause, actor, namespace, limits);
    }

    /** A share of the memory for packs from outside, counted for the team of a repository. The caller closes it. */
    public IncomingMemory openMemory(StoredRepository found) {
        return repositories.openMemory(found);
    }

    /**
     * What a forced update or a deletion removed from a repository and can be restored; what is kept longest comes last.
     */
    public List<RetainedCommit> retained(UUID repositoryId) {
        return repositories.retained(repositoryId);
    }

    /** Keeps packs few and fast to read. */
    public Maintenance maintenance(MaintenanceConfig config) {
        return maintenance.apply(config);
    }

    /** The index that finds text in all repositories of a team. */
    public SearchIndex searchIndex() {
        return new SearchIndex(database, catalog, this::read);
    }

    /** What teams choose for their repositories. */
    public Settings settings() {
        return new Settings(database, clock);
    }

    /** LFS objects of repositories. */
    public LfsObjects lfsObjects() {
        return lfsObjects;
    }

    /** Locks on files of repositories. */
    public LfsLocks lfsLocks() {
        return lfsLocks;
    }

    /** Deletes permanently what is no longer needed. */
    public StorageRetention retention(RetentionConfig retention) {
        return new StorageRetention(database, objects, clock, retention);
    }

    /** Secret that nonces of signed pushes are made from, the same for all instances; created on first use. */
    public String pushCertificateSeed() {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        String made = HexFormat.of().formatHex(seed);
        return database.inTransaction(tx -> new PushCertificateStore().seed(tx, made));
    }

    /** Checks that stored data is complete and intact. */
    public StorageAudit audit() {
        return new StorageAudit(
                database,
                objects,
                clock,
                id -> catalog.find(id).orElseThrow(() -> new RepositoryMissing(id)),
                repositories::read);
    }

    /** Closes the object store; repositories that are still open can no longer be read. */
    @Override
    public void close() {
        objects.close();
    }
}
