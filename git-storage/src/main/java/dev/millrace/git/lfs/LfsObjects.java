package dev.millrace.git.lfs;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import dev.millrace.objectstore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The LFS objects of all repositories. Safe to share between threads; every instance on one database sees the same. */
public final class LfsObjects {

    private static final Logger LOG = Logger.getLogger(LfsObjects.class);
    private static final String FOLDER = "lfs/";
    private static final int BUFFER = 64 * 1024;
    private static final int COLLECTED_AT_ONCE = 50;
    /** How long the rows of old uploads may stay locked while their files are deleted; no other transaction needs them. */
    private static final Duration LONGEST_DELETION = Duration.ofMinutes(5);

    private final LfsStore rows = new LfsStore();
    private final Database database;
    private final ObjectStore objects;
    private final Clock clock;
    private final Path scratch;
    private final String node;

    /**
     * Objects of the repositories in a database.
     *
     * @param scratch where an upload is stored until it is verified; the owner deletes abandoned files there
     * @param node name of this process in upload intents, human-readable
     */
    public LfsObjects(Database database, ObjectStore objects, Clock clock, Path scratch, String node) {
        this.database = database;
        this.objects = objects;
        this.clock = clock;
        this.scratch = scratch;
        this.node = node;
    }

    /** Sizes in bytes of those of the objects that the repository has. */
    public Map<LfsOid, Long> find(UUID repositoryId, Collection<LfsOid> oids) {
        return oids.isEmpty() ? Map.of() : database.inTransaction(tx -> rows.sizes(tx, repositoryId, oids));
    }

    /** Bytes of all objects of the repository. */
    public long total(UUID repositoryId) {
        return database.inTransaction(tx -> rows.total(tx, repositoryId));
    }

    /**
     * Opens an object of the repository; it stays readable until the caller closes it.
     *
     * @throws IOException if the repository has it but the object store fails, or has lost it
     */
    public Optional<StoredObject> open(UUID repositoryId, LfsOid oid) throws IOException {
        Optional<LfsObjectRow> row = database.inTransaction(tx -> rows.find(tx, repositoryId, oid));
        if (row.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(objects.open(key(row.get()), row.get().size()));
        } catch (NoSuchFileException lost) {
            throw new IOException("the object store has lost LFS object %s of %s".formatted(oid, repositoryId), lost);
        }
    }

    /**
     * Receives an object. It is invisible until all of it is there and has the announced size and SHA-256; then it survives
     * a power failure.
     *
     * @param content read to its end, or to one byte past the announced size; not closed
     * @param actor the sender, for the record
     * @throws IOException if reading or storing fails; nothing is visible then, and a repeat is safe
     */
    public ReceiveOutcome receive(UUID repositoryId, LfsObject announced, InputStream content, String actor)
            throws IOException {
        return receive(repositoryId, announced, content, actor, () -> {});
    }

    /**
     * As {@link #receive(UUID, LfsObject, InputStream, String)}, for an object that another server has to accept first.
     *
     * @param acceptance runs once all bytes are here and have the announced size and SHA-256, before the object becomes
     *     visible; if it throws, nothing is stored
     */
    public ReceiveOutcome receive(
            UUID repositoryId, LfsObject announced, InputStream content, String actor, Acceptance acceptance)
            throws IOException {
        UUID upload = UUID.randomUUID();
        Path file = scratch.resolve("lfs-" + upload);
        try {
            ReceiveOutcome outcome = spool(announced, content, file);
            if (!(outcome instanceof ReceiveOutcome.Stored)) {
                return outcome;
            }
            acceptance.confirm();
            return publish(repositoryId, announced, upload, file, actor);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static ReceiveOutcome spool(LfsObject announced, InputStream content, Path file) throws IOException {
        MessageDigest sha256 = sha256();
        long received = 0;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (received <= announced.size()) {
                int wanted = (int) Math.min(buffer.length, announced.size() + 1 - received);
                int got = content.read(buffer, 0, wanted);
                if (got < 0) {
                    break;
                }
                sha256.update(buffer, 0, got);
                out.write(buffer, 0, got);
                received += got;
            }
        }
        if (received != announced.size()) {
            return new ReceiveOutcome.WrongSize(received);
        }
        LfsOid actual = LfsOid.of(sha256.digest());
        return actual.equals(announced.oid()) ? new ReceiveOutcome.Stored() : new ReceiveOutcome.WrongContent(actual);
    }

    private ReceiveOutcome publish(UUID repositoryId, LfsObject announced, UUID upload, Path file, String actor)
            throws IOException {
        if (find(repositoryId, List.of(announced.oid())).containsKey(announced.oid())) {
            return new ReceiveOutcome.AlreadyThere();
        }
        var row = new LfsObjectRow(repositoryId, announced.oid(), announced.size(), upload);
        database.useTransaction(tx -> rows.addIntent(tx, row, node, clock.instant()));
        objects.put(key(row), file);
        // a failure from here on may hide a success, so the file stays: the intent determines whether it is needed
        if (database.inTransaction(tx -> rows.add(tx, row, actor, clock.instant()))) {
            return new ReceiveOutcome.Stored();
        }
        objects.delete(key(row));
        database.useTransaction(tx -> rows.deleteIntent(tx, upload));
        return new ReceiveOutcome.AlreadyThere();
    }

    /**
     * Removes unreachable files: those of uploads that began long ago and never ended, and those of repositories deleted
     * long ago, with their locks. Any number of processes may collect garbage at the same time. An upload that is removed
     * while its process is merely slow fails there and leaves nothing.
     *
     * @param uploads how long an upload may take
     * @param deleted how long the objects of a deleted repository are kept
     * @throws IOException if the object store fails; the next run finds what is left
     */
    public LfsGarbage collectGarbage(Duration uploads, Duration deleted) throws IOException {
        Instant now = clock.instant();
        int abandoned =
                collectAll(tx -> rows.lockAbandoned(tx, now.minus(uploads), COLLECTED_AT_ONCE), rows::deleteIntents);
        int orphaned = collectAll(tx -> rows.lockDeleted(tx, now.minus(deleted), COLLECTED_AT_ONCE), rows::delete);
        database.useTransaction(tx -> rows.deleteLocksOfDeleted(tx, now.minus(deleted)));
        return new LfsGarbage(abandoned, orphaned);
    }

    private int collectAll(GarbageRows find, GarbageRowsEnd end) throws IOException {
        int total = 0;
        int count;
        do {
            count = collectSome(find, end);
            total += count;
        } while (count == COLLECTED_AT_ONCE);
        return total;
    }

    /** The rows are locked while their files are deleted, so that no upload is committed whose file is being deleted. */
    private int collectSome(GarbageRows find, GarbageRowsEnd end) throws IOException {
        try {
            return database.inTransaction(tx -> {
                tx.allowIdle(LONGEST_DELETION);
                List<LfsObjectRow> found = find.lock(tx);
                for (LfsObjectRow row : found) {
                    deleteFile(row);
                }
                end.delete(tx, found);
                return found.size();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void deleteFile(LfsObjectRow row) {
        try {
            boolean there = objects.delete(key(row));
            LOG.infof("lfsObject=%s repositoryId=%s collected=%s", row.oid(), row.repositoryId(), there);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One name per upload, so that deleting one upload's file can never affect another's. */
    private static ObjectKey key(LfsObjectRow row) {
        return new ObjectKey("%s%s/%s.%s".formatted(FOLDER, row.repositoryId(), row.oid(), row.uploadId()));
    }

    /** Whether a stored object is one of these: usually large, and read from the beginning. */
    public static boolean holds(ObjectKey key) {
        return key.value().startsWith(FOLDER);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The last condition for storing an object that was received completely. */
    public interface Acceptance {

        /**
         * Returns if the object may be stored.
         *
         * @throws IOException if it may not
         */
        void confirm() throws IOException;
    }

    private interface GarbageRows {
        List<LfsObjectRow> lock(Transaction tx);
    }

    private interface GarbageRowsEnd {
        void delete(Transaction tx, List<LfsObjectRow> rows);
    }
}
