package dev.millrace.githttp.commit;

import dev.millrace.githttp.move.ChangeRefused;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.diff.DiffConfig;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Prepares a merge in which files were renamed: where one side renamed a file, the base and the other side get it under its new
 * name, so that a merge by paths merges its content. What renames contradict is a conflict as it is for git: a file that one side
 * renamed and the other deleted, that both renamed differently, whose new name the other side uses, or that one side added to a
 * folder that the other renamed.
 *
 * <p>A rename is a file that disappeared and another that appeared with at least half of its content. Of more than 1,000 files on one
 * side, only those that are equal are found.
 */
final class AlignRenames {

    private static final int LIKENESS = 50;
    private static final int MOST_FILES = 1_000;

    private final ObjectReader reader;
    private final ObjectInserter inserter;
    private final DiffConfig config;
    private final Map<String, FileChange> ofBase = new LinkedHashMap<>();
    private final Map<String, FileChange> ofOurs = new LinkedHashMap<>();
    private final Map<String, FileChange> ofTheirs = new LinkedHashMap<>();
    private final Set<String> conflicts = new TreeSet<>();

    /**
     * The three trees with aligned names.
     *
     * @param conflicts paths that renames contradict, whatever the merge of these trees says
     */
    record Aligned(ObjectId base, ObjectId ours, ObjectId theirs, Set<String> conflicts) {}

    /** @param renames new names by old ones */
    private record Side(ObjectId tree, Map<String, String> renames, Set<String> added) {}

    private AlignRenames(Repository git, ObjectReader reader, ObjectInserter inserter) {
        this.reader = reader;
        this.inserter = inserter;
        this.config = git.getConfig().get(DiffConfig.KEY);
    }

    /**
     * The trees; empty if neither side renamed anything.
     *
     * @param inserter into which they are written; it reads what is written to it
     */
    static Optional<Aligned> of(Repository git, ObjectInserter inserter, ObjectId base, ObjectId ours, ObjectId theirs)
            throws IOException {
        try (ObjectReader reader = inserter.newReader()) {
            return new AlignRenames(git, reader, inserter).align(base, ours, theirs);
        } catch (ChangeRefused fileAndFolder) {
            // a new name is a folder on the other side: the merge by paths reports it
            return Optional.empty();
        }
    }

    private Optional<Aligned> align(ObjectId base, ObjectId ours, ObjectId theirs) throws IOException, ChangeRefused {
        Side left = side(base, ours);
        Side right = side(base, theirs);
        if (left.renames().isEmpty() && right.renames().isEmpty()) {
            return Optional.empty();
        }
        Set<String> renamed = new TreeSet<>(left.renames().keySet());
        renamed.addAll(right.renames().keySet());
        for (String path : renamed) {
            String onLeft = left.renames().get(path);
            String onRight = right.renames().get(path);
            if (onLeft != null && onRight != null) {
                both(base, path, onLeft, onRight);
            } else if (onLeft != null) {
                one(base, path, onLeft, right, ofTheirs);
            } else if (onRight != null) {
                one(base, path, onRight, left, ofOurs);
            }
        }
        inRenamedFolders(left, right);
        inRenamedFolders(right, left);
        return Optional.of(
                new Aligned(edited(base, ofBase), edited(ours, ofOurs), edited(theirs, ofTheirs), conflicts));
    }

    private void both(ObjectId base, String path, String onLeft, String onRight) throws IOException {
        if (onLeft.equals(onRight)) {
            find(base, path).ifPresent(file -> move(ofBase, path, onLeft, file));
        } else {
            conflicts.addAll(Set.of(path, onLeft, onRight));
        }
    }

    /** @param ofOther changes of the other side, which has the file under its old name, or not at all */
    private void one(ObjectId base, String path, String to, Side other, Map<String, FileChange> ofOther)
            throws IOException {
        Optional<FileChange.Upsert> before = find(base, path);
        Optional<FileChange.Upsert> there = find(other.tree(), path);
        if (there.isEmpty() || before.isEmpty() || exists(other.tree(), to)) {
            conflicts.add(to);
            return;
        }
        move(ofBase, path, to, before.get());
        move(ofOther, path, to, there.get());
    }

    private static void move(Map<String, FileChange> changes, String from, String to, FileChange.Upsert file) {
        changes.put(from, new FileChange.Delete());
        changes.put(to, file);
    }

    private ObjectId edited(ObjectId tree, Map<String, FileChange> changes) throws IOException, ChangeRefused {
        return changes.isEmpty() ? tree : new EditTree(reader, inserter).of(Optional.of(tree), changes);
    }

    /** Files that the other side added to a folder of which this side left nothing behind. */
    private void inRenamedFolders(Side renaming, Side adding) throws IOException {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        renaming.renames().forEach((from, to) -> count(from, to, counts));
        for (String path : adding.added()) {
            String folder = folder(path);
            while (!folder.isEmpty() && !(counts.containsKey(folder) && !exists(renaming.tree(), folder))) {
                folder = folder(folder);
            }
            Optional<String> target = most(counts.getOrDefault(folder, Map.of()));
            if (target.isPresent()) {
                String rest = path.substring(folder.length() + 1);
                conflicts.add(target.get().isEmpty() ? rest : target.get() + "/" + rest);
            }
        }
    }

    private static void count(String from, String to, Map<String, Map<String, Integer>> counts) {
        String before = folder(from);
        String after = folder(to);
        while (!before.isEmpty() && !before.equals(after)) {
            counts.computeIfAbsent(before, folder -> new TreeMap<>()).merge(after, 1, Integer::sum);
            if (after.isEmpty() || !name(before).equals(name(after))) {
                return;
            }
            before = folder(before);
            after = folder(after);
        }
    }

    /** The folder to which most files went; empty if there are several. */
    private static Optional<String> most(Map<String, Integer> targets) {
        int most = targets.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        var first = targets.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .toList();
        return first.size() == 1 ? Optional.of(first.getFirst()) : Optional.empty();
    }

    private static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Side side(ObjectId base, ObjectId tree) throws IOException {
        Map<String, String> renames = new TreeMap<>();
        Set<String> added = new TreeSet<>();
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(base);
            walk.addTree(tree);
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            var detector = new RenameDetector(reader, config);
            detector.setRenameScore(LIKENESS);
            detector.setRenameLimit(MOST_FILES);
            detector.addAll(DiffEntry.scan(walk));
            for (DiffEntry entry : detector.compute(reader, NullProgressMonitor.INSTANCE)) {
                if (entry.getChangeType() == ChangeType.RENAME && isFile(entry.getOldMode())) {
                    renames.put(entry.getOldPath(), entry.getNewPath());
                } else if (entry.getChangeType() == ChangeType.ADD || entry.getChangeType() == ChangeType.COPY) {
                    added.add(entry.getNewPath());
                }
            }
        } catch (CanceledException never) {
            throw new IOException(never);
        }
        return new Side(tree, renames, added);
    }

    private static boolean isFile(FileMode mode) {
        return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
    }

    private boolean exists(ObjectId tree, String path) throws IOException {
        try (TreeWalk walk = TreeWalk.forPath(reader, path, tree)) {
            return walk != null;
        }
    }

    private Optional<FileChange.Upsert> find(ObjectId tree, String path) throws IOException {
        try (TreeWalk walk = TreeWalk.forPath(reader, path, tree)) {
            return walk == null || !isFile(walk.getFileMode(0))
                    ? Optional.empty()
                    : Optional.of(new FileChange.Upsert(walk.getFileMode(0), walk.getObjectId(0)));
        }
    }
}
