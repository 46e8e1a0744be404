package dev.millrace.git.search;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.kit.database.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Brings the index of one repository up to date with its refs: what differs between the trees that are indexed and those that the
 * refs have now. It can be interrupted anywhere.
 */
final class IndexRepository {

    private final Database database;
    private final IndexedFileStore files;
    private final IndexBatch batch;
    private final IndexBatch.Guard guard;
    private final BooleanSupplier isCancelled;
    private final StoredRepository stored;
    private final Repository git;

    IndexRepository(
            Database database,
            IndexedFileStore files,
            IndexBatch batch,
            IndexBatch.Guard guard,
            BooleanSupplier isCancelled,
            StoredRepository stored,
            Repository git) {
        this.database = database;
        this.files = files;
        this.batch = batch;
        this.guard = guard;
        this.isCancelled = isCancelled;
        this.stored = stored;
        this.git = git;
    }

    /** The work was interrupted because the process stops or has lost the lease. */
    static final class Interrupted extends RuntimeException {

        private static final long serialVersionUID = 1;

        Interrupted() {
            super("the lease was lost", null, false, false);
        }
    }

    /** @param wanted commits by full names of branches and tags, the default branch first, if it exists */
    void upTo(Map<String, ObjectId> wanted, Optional<String> defaultBranch) throws IOException {
        List<IndexedRef> known = new ArrayList<>();
        for (IndexedRef ref : database.inTransaction(tx -> files.refs(tx, stored.id()))) {
            boolean isDefault = defaultBranch.equals(Optional.of(ref.name()));
            boolean isKept = ref.slot() == 0 ? defaultBranch.isPresent() : wanted.containsKey(ref.name()) && !isDefault;
            if (isKept) {
                known.add(ref);
            } else {
                drop(ref);
            }
        }
        Optional<IndexedRef> main = Optional.empty();
        BitSet used = new BitSet();
        used.set(0);
        known.forEach(ref -> used.set(ref.slot()));
        for (Map.Entry<String, ObjectId> want : wanted.entrySet()) {
            String name = want.getKey();
            boolean isDefault = defaultBranch.equals(Optional.of(name));
            IndexedRef ref = known.stream()
                    .filter(one -> isDefault ? one.slot() == 0 : one.name().equals(name) && one.slot() > 0)
                    .findFirst()
                    .orElse(null);
            if (ref == null) {
                int slot = isDefault ? 0 : used.nextClearBit(1);
                used.set(slot);
                ref = begin(new IndexedRef(slot, name, Optional.empty(), Optional.empty()), main);
            }
            IndexedRef done = move(ref, name, want.getValue());
            if (isDefault) {
                main = Optional.of(done);
            }
        }
    }

    private void drop(IndexedRef ref) {
        database.useTransaction(tx -> {
            guard.check(tx);
            files.clear(tx, stored.id(), ref);
            files.deleteRef(tx, stored.id(), ref);
        });
    }

    /** A new ref begins with the files of the default branch, from which it differs little. */
    private IndexedRef begin(IndexedRef ref, Optional<IndexedRef> main) {
        if (main.isEmpty()) {
            return ref;
        }
        var started = new IndexedRef(ref.slot(), ref.name(), main.get().commit(), Optional.empty());
        database.useTransaction(tx -> {
            guard.check(tx);
            files.copy(tx, stored.id(), main.get(), ref);
            files.saveRef(tx, stored.id(), started);
        });
        return started;
    }

    private IndexedRef move(IndexedRef ref, String name, ObjectId commit) throws IOException {
        var done = new IndexedRef(ref.slot(), name, Optional.of(commit), Optional.empty());
        if (ref.equals(done)) {
            return done;
        }
        Optional<ObjectId> from = ref.isComplete() ? ref.commit().filter(this::exists) : Optional.empty();
        database.useTransaction(tx -> {
            guard.check(tx);
            if (from.isEmpty()) {
                files.clear(tx, stored.id(), ref);
            }
            files.saveRef(tx, stored.id(), new IndexedRef(ref.slot(), name, from, Optional.of(commit)));
        });
        change(from, commit, ref.bit());
        database.useTransaction(tx -> {
            guard.check(tx);
            files.saveRef(tx, stored.id(), done);
        });
        return done;
    }

    private boolean exists(ObjectId commit) {
        try (RevWalk walk = new RevWalk(git)) {
            walk.parseTree(commit);
            return true;
        } catch (MissingObjectException forgotten) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void change(Optional<ObjectId> from, ObjectId to, long bit) throws IOException {
        try (ObjectReader reader = git.newObjectReader();
                RevWalk commits = new RevWalk(reader);
                TreeWalk walk = new TreeWalk(reader)) {
            if (from.isPresent()) {
                walk.addTree(commits.parseTree(from.get()));
            } else {
                walk.addTree(new EmptyTreeIterator());
            }
            walk.addTree(commits.parseTree(to));
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            while (walk.next()) {
                if (isCancelled.getAsBoolean()) {
                    throw new Interrupted();
                }
                if (isFile(walk.getFileMode(0))) {
                    batch.remove(reader, bit, walk.getPathString());
                }
                if (isFile(walk.getFileMode(1))) {
                    batch.add(reader, bit, walk.getPathString(), walk.getObjectId(1));
                }
            }
            batch.flush(reader, bit);
        }
    }

    private static boolean isFile(FileMode mode) {
        return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
    }
}
