package dev.millrace.sync.lfs;

import dev.millrace.git.check.Connectivity;
import dev.millrace.git.lfs.LfsObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Looks for pointers among the files that a pass fetches. Small files are opened only in a repository that uses Git LFS
 * according to a {@code .gitattributes}; where that turns up after other files were skipped, they must be scanned once
 * more.
 */
public final class LfsScan implements Connectivity.FileVisitor {

    private static final String ATTRIBUTES = ".gitattributes";
    private static final int LONGEST_ATTRIBUTES = 1 << 20;
    private static final int MOST_HELD = 10_000;

    private final ObjectReader reader;
    private final Set<LfsObject> found = new HashSet<>();
    private final Consumer<LfsScan> full;
    private final boolean known;
    private boolean used;
    private boolean late;

    /**
     * @param reader of the repository with the fetched objects
     * @param known whether it is known that the repository uses Git LFS
     * @param full is given the scan whenever it has collected so much that it discards it afterwards
     */
    LfsScan(ObjectReader reader, boolean known, Consumer<LfsScan> full) {
        this.reader = reader;
        this.full = full;
        this.known = known;
        this.used = known;
    }

    @Override
    public void visit(ObjectId file, String name) throws IOException {
        if (!used && name.equals(ATTRIBUTES)) {
            used = usesLfs(file);
            late = used;
        }
        if (used && reader.getObjectSize(file, Constants.OBJ_BLOB) < LfsPointer.LONGEST) {
            byte[] content = reader.open(file, Constants.OBJ_BLOB).getCachedBytes(LfsPointer.LONGEST);
            LfsPointer.read(content).ifPresent(found::add);
            if (found.size() >= MOST_HELD) {
                full.accept(this);
                found.clear();
            }
        }
    }

    /**
     * Whether the repository uses Git LFS, as already known or according to one of these files: if not, no search for
     * pointers is needed.
     */
    public boolean isUsed(Collection<ObjectId> attributes) throws IOException {
        for (ObjectId file : attributes) {
            used = used || usesLfs(file);
        }
        return used;
    }

    /** Whether files were skipped before it was known; called once after a walk. */
    public boolean isToBeRepeated() {
        boolean repeat = late;
        late = false;
        return repeat;
    }

    /** Whether it was found out only now that the repository uses Git LFS. */
    boolean isFirstUse() {
        return used && !known;
    }

    Set<LfsObject> found() {
        return found;
    }

    private boolean usesLfs(ObjectId file) throws IOException {
        ObjectLoader attributes = reader.open(file, Constants.OBJ_BLOB);
        return attributes.getSize() <= LONGEST_ATTRIBUTES
                && new String(attributes.getCachedBytes(LONGEST_ATTRIBUTES), StandardCharsets.ISO_8859_1)
                        .contains("filter=lfs");
    }
}
