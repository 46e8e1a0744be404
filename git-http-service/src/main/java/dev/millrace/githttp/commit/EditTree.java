package dev.millrace.githttp.commit;

import dev.millrace.githttp.move.ChangeRefused;
import dev.millrace.githttp.move.Refusal.Why;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Makes a tree from another one and changes of paths; only the folders that change are read and written. Removals come first,
 * so that a file can take the place of a removed folder.
 */
final class EditTree {

    private final ObjectReader reader;
    private final ObjectInserter inserter;

    EditTree(ObjectReader reader, ObjectInserter inserter) {
        this.reader = reader;
        this.inserter = inserter;
    }

    /**
     * The new tree.
     *
     * @param base empty for none
     * @param changes by path; valid names
     * @throws ChangeRefused if a removed path does not exist, or a file would be where a folder is
     */
    ObjectId of(Optional<? extends AnyObjectId> base, Map<String, FileChange> changes)
            throws IOException, ChangeRefused {
        var root = new Folder("", base.map(AnyObjectId::copy));
        for (Map.Entry<String, FileChange> change : changes.entrySet()) {
            if (change.getValue() instanceof FileChange.Delete) {
                root.remove(change.getKey());
            }
        }
        for (Map.Entry<String, FileChange> change : changes.entrySet()) {
            if (change.getValue() instanceof FileChange.Upsert(FileMode mode, ObjectId id)) {
                root.put(change.getKey(), new Leaf(mode, id));
            }
        }
        Optional<ObjectId> tree = root.write();
        return tree.isPresent() ? tree.get() : inserter.insert(new TreeFormatter());
    }

    private record Leaf(FileMode mode, ObjectId id) {}

    /** A folder that was opened because something below it changes. */
    private final class Folder {

        private final String path;
        private final Map<String, Leaf> entries = new HashMap<>();
        private final Map<String, Folder> opened = new HashMap<>();

        Folder(String path, Optional<ObjectId> tree) throws IOException {
            this.path = path;
            if (tree.isPresent()) {
                var parser = new CanonicalTreeParser();
                for (parser.reset(reader, tree.get()); !parser.eof(); parser.next()) {
                    entries.put(
                            parser.getEntryPathString(),
                            new Leaf(parser.getEntryFileMode(), parser.getEntryObjectId()));
                }
            }
        }

        void remove(String below) throws IOException, ChangeRefused {
            int slash = below.indexOf('/');
            String name = slash < 0 ? below : below.substring(0, slash);
            if (slash < 0) {
                if (entries.remove(name) == null && opened.remove(name) == null) {
                    throw missing(below);
                }
                return;
            }
            Folder folder = open(name).orElseThrow(() -> missing(below));
            folder.remove(below.substring(slash + 1));
        }

        private ChangeRefused missing(String below) {
            return new ChangeRefused(Why.MISSING, "there is no '%s%s' to delete".formatted(path, below));
        }

        void put(String below, Leaf file) throws IOException, ChangeRefused {
            int slash = below.indexOf('/');
            if (slash >= 0) {
                String name = below.substring(0, slash);
                Optional<Folder> folder = open(name);
                if (folder.isEmpty()) {
                    if (entries.containsKey(name)) {
                        throw new ChangeRefused(Why.INVALID, "'%s%s' is a file, not a folder".formatted(path, name));
                    }
                    folder = Optional.of(new Folder(path + name + "/", Optional.empty()));
                    opened.put(name, folder.get());
                }
                folder.get().put(below.substring(slash + 1), file);
                return;
            }
            Leaf before = entries.get(below);
            boolean isFolder = (before != null && before.mode().equals(FileMode.TREE))
                    || (opened.containsKey(below) && !opened.get(below).isEmpty());
            if (isFolder) {
                throw new ChangeRefused(Why.INVALID, "'%s%s' is a folder, not a file".formatted(path, below));
            }
            opened.remove(below);
            entries.put(below, file);
        }

        private Optional<Folder> open(String name) throws IOException {
            Folder known = opened.get(name);
            if (known != null) {
                return Optional.of(known);
            }
            Leaf entry = entries.get(name);
            if (entry == null || !entry.mode().equals(FileMode.TREE)) {
                return Optional.empty();
            }
            Folder folder = new Folder(path + name + "/", Optional.of(entry.id()));
            entries.remove(name);
            opened.put(name, folder);
            return Optional.of(folder);
        }

        private boolean isEmpty() {
            return entries.isEmpty() && opened.values().stream().allMatch(Folder::isEmpty);
        }

        /** Its id; empty if nothing is in it, since git has no empty folders. */
        Optional<ObjectId> write() throws IOException {
            for (Map.Entry<String, Folder> folder : opened.entrySet()) {
                Optional<ObjectId> tree = folder.getValue().write();
                tree.ifPresent(id -> entries.put(folder.getKey(), new Leaf(FileMode.TREE, id)));
            }
            if (entries.isEmpty()) {
                return Optional.empty();
            }
            var sorted = new TreeMap<String, String>(EditTree::compareNames);
            entries.forEach((name, entry) -> sorted.put(entry.mode().equals(FileMode.TREE) ? name + "/" : name, name));
            var tree = new TreeFormatter();
            for (String name : sorted.values()) {
                Leaf entry = entries.get(name);
                if (entry != null) {
                    tree.append(Constants.encode(name), entry.mode(), entry.id());
                }
            }
            return Optional.of(inserter.insert(tree));
        }
    }

    /** Git compares names by their bytes, folders as if they ended with a slash. */
    private static int compareNames(String one, String other) {
        return Arrays.compareUnsigned(Constants.encode(one), Constants.encode(other));
    }
}
