package dev.millrace.githttp.content;

import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/**
 * One entry of a commit's tree.
 *
 * @param path from the root
 * @param mode of the entry
 * @param id of its object
 */
record Entry(String path, FileMode mode, ObjectId id) {

    /** Six octal digits. */
    String modeText() {
        return "%06o".formatted(mode.getBits());
    }

    /** {@code blob}, {@code tree}, {@code symlink} or {@code submodule}. */
    String type() {
        return switch (mode.getBits() & FileMode.TYPE_MASK) {
            case FileMode.TYPE_TREE -> "tree";
            case FileMode.TYPE_SYMLINK -> "symlink";
            case FileMode.TYPE_GITLINK -> "submodule";
            default -> "blob";
        };
    }

    boolean isTree() {
        return type().equals("tree");
    }

    /** Whether it has bytes of its own. */
    boolean isFile() {
        return !isTree() && !type().equals("submodule");
    }
}
