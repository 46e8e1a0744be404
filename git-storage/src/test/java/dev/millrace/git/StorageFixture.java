package dev.millrace.git;

import dev.millrace.events.Event;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.objectstore.DirectoryObjectStore;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import dev.millrace.testing.SettableClock;
import dev.millrace.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.flywaydb.core.Flyway;

/** A migrated database and a directory for packs, on which any number of storage instances can be opened. */
public final class StorageFixture {

    public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    public final DataSource dataSource;
    public final Database database;
    public final Path directory;
    public final ObjectStore objects;
    public final Outbox outbox = new Outbox("git", new EventCodec(URI.create("/git-test")));
    public final SettableClock clock = new SettableClock(NOON);

    /** One for all tests of the JVM; each test creates its own repositories. */
    public static StorageFixture shared() {
        return Shared.INSTANCE;
    }

    private static final class Shared {
        static final StorageFixture INSTANCE = create();
    }

    private StorageFixture(DataSource dataSource, Path directory, ObjectStore objects) {
        this.dataSource = dataSource;
        this.database = new Database(dataSource);
        this.directory = directory;
        this.objects = objects;
    }

    private static StorageFixture create() {
        try {
            DataSource dataSource = TestPostgres.database();
            Flyway.configure()
                    .dataSource(dataSource)
                    .schemas("git")
                    .defaultSchema("git")
                    .createSchemas(true)
                    .locations("db/kit", "db/git")
                    .load()
                    .migrate();
            Path directory = Files.createTempDirectory("millrace-git");
            return new StorageFixture(dataSource, directory, DirectoryObjectStore.open(directory.resolve("packs")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public GitStorage open() {
        return open(database, objects);
    }

    public GitStorage open(Database on, ObjectStore store) {
        return GitStorage.open(on, store, outbox, clock, GitStorageConfig.withDefaults(directory.resolve("scratch")));
    }

    /** A new repository of team acme, HEAD pointing to main. */
    public static UUID newRepository(GitStorage storage) {
        var name = new RepositoryName("acme/" + UUID.randomUUID());
        return storage.catalog()
                .create(new NewRepository("acme", name, Optional.empty(), "main"))
                .repository()
                .id();
    }

    public static WriteSession write(GitStorage storage, UUID id) {
        return storage.write(id, Cause.PUSH, "ada");
    }

    /** Moves a ref, by force, to a new commit with one file whose text is the message. */
    public static ObjectId push(GitStorage storage, UUID id, String ref, String message, ObjectId... parents)
            throws IOException {
        try (WriteSession session = write(storage, id)) {
            ObjectId commit = commit(session.repository(), message, parents);
            session.update(List.of(RefEdit.set(ref, commit)), Optional.empty(), true);
            return commit;
        }
    }

    /** Inserts a commit with one file whose text is the message. */
    public static ObjectId commit(Repository repository, String message, ObjectId... parents) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId id = commit(inserter, message, parents);
            inserter.flush();
            return id;
        }
    }

    public static ObjectId commit(ObjectInserter inserter, String message, ObjectId... parents) throws IOException {
        ObjectId blob = inserter.insert(Constants.OBJ_BLOB, message.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var tree = new TreeFormatter();
        tree.append("file.txt", FileMode.REGULAR_FILE, blob);
        var commit = new CommitBuilder();
        commit.setTreeId(inserter.insert(tree));
        commit.setParentIds(parents);
        commit.setAuthor(new PersonIdent("Ada", "ada@example.org", NOON, ZoneOffset.UTC));
        commit.setCommitter(new PersonIdent("Bob", "bob@example.org", NOON.plusSeconds(60), ZoneOffset.UTC));
        commit.setMessage(message);
        return inserter.insert(commit);
    }

    public static ObjectId tag(Repository repository, String name, ObjectId target) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var tag = new TagBuilder();
            tag.setTag(name);
            tag.setObjectId(target, Constants.OBJ_COMMIT);
            tag.setTagger(new PersonIdent("Ada", "ada@example.org", NOON, ZoneOffset.UTC));
            tag.setMessage(name);
            ObjectId id = inserter.insert(tag);
            inserter.flush();
            return id;
        }
    }

    /** Events of a repository in the order in which they were written. */
    public List<Event> events(UUID id) {
        var codec = new EventCodec(URI.create("/git-test"));
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select headers->>'ce_type' as type, value from git.outbox where key = :key order by id")
                .bind("key", id.toString())
                .map((row, context) -> ((EventCodec.Read.Understood) codec.read(
                                Map.of(EventCodec.TYPE_HEADER, row.getString("type")), row.getBytes("value")))
                        .event())
                .list());
    }

    public <T extends Event> List<T> events(UUID id, Class<T> type) {
        return events(id).stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Rows of a repository in a table of the schema. */
    public long count(String table, UUID id) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select count(*) from git." + table + " where repository_id = :id")
                .bind("id", id)
                .mapTo(Long.class)
                .one());
    }

    /** Files of a repository in the object store. */
    public List<String> storedFiles(UUID id) throws IOException {
        return objects.list(new ObjectKey(id.toString())).stream()
                .map(ObjectKey::value)
                .toList();
    }

    /** Names of the files in the scratch directory. */
    public List<String> scratchFiles() throws IOException {
        try (var files = Files.list(directory.resolve("scratch"))) {
            return files.map(String::valueOf).toList();
        }
    }
}
