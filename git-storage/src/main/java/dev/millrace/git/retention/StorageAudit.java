package dev.millrace.git.retention;

import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.retention.AuditProblem.Kind;
import dev.millrace.kit.database.Database;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import dev.millrace.objectstore.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.internal.fsck.FsckError;
import org.eclipse.jgit.internal.storage.dfs.DfsFsck;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Repository;

/**
 * Compares a repository's manifest with the object store, both ways, and lets JGit check every object and every link. May run
 * while others write, and takes as long as reading all packs does.
 */
public final class StorageAudit {

    /** Only files of packs; the repository's folder may contain other things. */
    private static final Pattern PACK_FILE = Pattern.compile("[^/]+/([0-9a-f-]{36})\\.[a-z0-9]+");

    private static final int BUFFER = 1 << 20;

    private final Database database;
    private final ObjectStore objects;
    private final Clock clock;
    private final Function<UUID, StoredRepository> find;
    private final Function<UUID, Repository> open;
    private final RetentionStore rows = new RetentionStore();

    /**
     * @param find throws {@link RepositoryMissing}
     * @param open a repository for reading
     */
    public StorageAudit(
            Database database,
            ObjectStore objects,
            Clock clock,
            Function<UUID, StoredRepository> find,
            Function<UUID, Repository> open) {
        this.database = database;
        this.objects = objects;
        this.clock = clock;
        this.find = find;
        this.open = open;
    }

    /**
     * Audits one repository.
     *
     * @param contents whether to read everything: checksums of all files, and JGit's check; otherwise names and sizes only
     * @throws RepositoryMissing if there is none
     * @throws IOException if the store cannot be read
     */
    public AuditReport run(UUID repositoryId, boolean contents) throws IOException {
        StoredRepository repository = find.apply(repositoryId);
        // the store before the manifest: what is written meanwhile is then in the manifest, or announced
        List<ObjectKey> stored = objects.list(new ObjectKey(repositoryId.toString()));
        Set<UUID> announced = new HashSet<>();
        List<PackFileRow> files = database.inTransaction(tx -> {
            announced.addAll(rows.intents(tx, repositoryId));
            return rows.files(tx, repositoryId);
        });
        var problems = new ArrayList<AuditProblem>();
        List<PackFileRow> live = files.stream().filter(file -> !file.retired()).toList();
        for (PackFileRow file : live) {
            checkFile(repositoryId, file, contents, problems);
        }
        findUnknown(stored, files, announced, problems);
        if (contents) {
            checkObjects(repositoryId, problems);
        }
        return new AuditReport(
                repository,
                packs(live).size(),
                packs(files).size() - packs(live).size(),
                announced.size(),
                live.size(),
                live.stream().mapToLong(PackFileRow::size).sum(),
                problems);
    }

    /**
     * Lets {@link StorageRetention} delete the packs that neither the manifest nor an upload knows: each is recorded as an upload
     * that began now and was never committed. A store that was copied after its database has such packs.
     *
     * @return how many packs there were
     * @throws RepositoryMissing if there is no such repository
     * @throws IOException if the store cannot be read
     */
    public int discardUnknown(UUID repositoryId) throws IOException {
        Set<UUID> unknown = run(repositoryId, false).problems().stream()
                .filter(problem -> problem.kind() == Kind.UNKNOWN_FILE)
                .map(problem -> PACK_FILE.matcher(problem.subject()))
                .filter(Matcher::matches)
                .map(file -> UUID.fromString(file.group(1)))
                .collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            database.useTransaction(tx -> rows.addAbandoned(tx, repositoryId, unknown, clock.instant()));
        }
        return unknown.size();
    }

    private static Set<UUID> packs(List<PackFileRow> files) {
        return files.stream().map(PackFileRow::packId).collect(Collectors.toSet());
    }

    private void checkFile(UUID repositoryId, PackFileRow file, boolean contents, List<AuditProblem> problems)
            throws IOException {
        ObjectKey key = file.key(repositoryId);
        OptionalLong size = objects.size(key);
        if (size.isEmpty()) {
            problems.add(new AuditProblem(Kind.MISSING_FILE, key.value(), "the manifest has it, the store has not"));
        } else if (size.getAsLong() != file.size()) {
            problems.add(new AuditProblem(
                    Kind.WRONG_FILE,
                    key.value(),
                    "%d bytes in the store, %d in the manifest".formatted(size.getAsLong(), file.size())));
        } else if (contents) {
            checkSum(key, file, problems);
        }
    }

    private void checkSum(ObjectKey key, PackFileRow file, List<AuditProblem> problems) throws IOException {
        try (StoredObject object = objects.open(key)) {
            String sum = sha256(object);
            if (!sum.equals(file.sha256())) {
                problems.add(new AuditProblem(
                        Kind.WRONG_FILE,
                        key.value(),
                        "SHA-256 %s in the store, %s in the manifest".formatted(sum, file.sha256())));
            }
        } catch (NoSuchFileException e) {
            problems.add(new AuditProblem(Kind.MISSING_FILE, key.value(), "it was deleted during the audit"));
        }
    }

    private static String sha256(StoredObject object) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
        var buffer = ByteBuffer.allocate(BUFFER);
        long position = 0;
        for (int count = object.read(0, buffer); count > 0; count = object.read(position, buffer.clear())) {
            digest.update(buffer.flip());
            position += count;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void findUnknown(
            List<ObjectKey> stored, List<PackFileRow> files, Set<UUID> announced, List<AuditProblem> problems)
            throws IOException {
        Set<UUID> known = packs(files);
        for (ObjectKey key : stored) {
            Matcher file = PACK_FILE.matcher(key.value());
            if (!file.matches()) {
                continue;
            }
            UUID pack = UUID.fromString(file.group(1));
            // retention may have deleted row and file since we listed it
            if (!known.contains(pack)
                    && !announced.contains(pack)
                    && objects.size(key).isPresent()) {
                problems.add(new AuditProblem(
                        Kind.UNKNOWN_FILE, key.value(), "the store has it, no manifest and no upload knows it"));
            }
        }
    }

    /**
     * JGit's check takes the count of objects from the manifest, not from the pack's header: packs that it received or
     * inserted itself have a wrong one there.
     */
    private void checkObjects(UUID repositoryId, List<AuditProblem> problems) throws IOException {
        try (Repository repository = open.apply(repositoryId)) {
            FsckError found = new DfsFsck((DfsRepository) repository).check(NullProgressMonitor.INSTANCE);
            found.getCorruptObjects().forEach(object -> problems.add(problem(object)));
            found.getMissingObjects()
                    .forEach(id -> problems.add(new AuditProblem(
                            Kind.MISSING_OBJECT, id.name(), "something refers to it, and it is not there")));
            found.getCorruptIndices()
                    .forEach(index -> problems.add(new AuditProblem(
                            Kind.CORRUPT_INDEX, index.getFileName(), String.valueOf(index.getErrorType()))));
            found.getNonCommitHeads()
                    .forEach(ref -> problems.add(new AuditProblem(Kind.NO_COMMIT, ref, "it points to no commit")));
        } catch (CorruptObjectException | PackInvalidException e) {
            // a pack whose stream is broken ends the check
            problems.add(
                    new AuditProblem(Kind.CORRUPT_OBJECT, repositoryId.toString(), String.valueOf(e.getMessage())));
        } catch (MissingObjectException e) {
            problems.add(new AuditProblem(
                    Kind.MISSING_OBJECT, e.getObjectId().name(), "something refers to it, and it is not there"));
        }
    }

    private static AuditProblem problem(FsckError.CorruptObject object) {
        return object.getErrorType() == null
                ? new AuditProblem(Kind.CORRUPT_OBJECT, object.getId().name(), "it cannot be read as what it should be")
                : new AuditProblem(Kind.MALFORMED_OBJECT, object.getId().name(), String.valueOf(object.getErrorType()));
    }
}
