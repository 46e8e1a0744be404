package dev.millrace.git.check;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectLoader;

/**
 * Charges what walks over a repository keep. JGit holds every commit, tag, tree and file that a walk meets until the walk is
 * closed, so a caller who makes it walk a large history could exhaust the heap. Commits and tags are charged when a reader
 * opens them, trees and files by {@link BoundedObjectWalk}; on the caller's thread only, and only inside {@link #charged}.
 */
public final class WalkMemory {

    /** A tree or a file, and its slot in JGit's map. */
    static final int OBJECT_BYTES = 48;

    /** A commit or tag with its slot in that map, in a queue, and in the list of parents. */
    static final int COMMIT_BYTES = 96;

    private static final String PURPOSE = "the check of the history that the push refers to";
    private static final ScopedValue<Optional<WalkMemory>> CURRENT = ScopedValue.newInstance();
    private static final byte[] PARENT = Constants.encodeASCII("parent ");
    private static final int TREE_LINE = "tree ".length() + Constants.OBJECT_ID_STRING_LENGTH + 1;
    private static final int PARENT_LINE = PARENT.length + Constants.OBJECT_ID_STRING_LENGTH + 1;

    private final Supplier<? extends IncomingMemory> source;
    private final IncomingMemory memory;
    private long free;

    private WalkMemory(Supplier<? extends IncomingMemory> source, IncomingMemory memory, long free) {
        this.source = source;
        this.memory = memory;
        this.free = free;
    }

    /**
     * Runs work whose walks are charged; what they took is released at its end.
     *
     * @param source opens a share of the memory
     */
    public static <T, X extends Throwable> T charged(
            Supplier<? extends IncomingMemory> source, ScopedValue.CallableOp<T, X> work) throws X {
        return charged(source, 0, work);
    }

    /**
     * Runs a part of charged work whose walks are closed at its end, with a share of its own; other work as it is.
     *
     * @param objects that are charged elsewhere already, and that the walks of this part will meet
     */
    public static <T, X extends Throwable> T apart(long objects, ScopedValue.CallableOp<T, X> work) throws X {
        Optional<WalkMemory> current = current();
        return current.isPresent() ? charged(current.get().source, objects * OBJECT_BYTES, work) : work.call();
    }

    /** Runs a part of charged work that must not be refused any more. */
    public static <T, X extends Throwable> T suspended(ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, Optional.empty()).call(work);
    }

    private static <T, X extends Throwable> T charged(
            Supplier<? extends IncomingMemory> source, long free, ScopedValue.CallableOp<T, X> work) throws X {
        try (IncomingMemory memory = source.get()) {
            return ScopedValue.where(CURRENT, Optional.of(new WalkMemory(source, memory, free)))
                    .call(work);
        }
    }

    /**
     * Charges an object that a reader has opened, if it is a commit or a tag.
     *
     * @throws PackOverLimit if the walk needs more than one push may take
     * @throws PackMemoryBusy if other pushes hold the memory
     */
    public static void opened(ObjectLoader object) throws IOException {
        if (current().isEmpty()) {
            return;
        }
        int type = object.getType();
        if (type == Constants.OBJ_COMMIT) {
            // its tree, and the parents, which exist from now on
            charge(OBJECT_BYTES + COMMIT_BYTES * parents(object));
        } else if (type == Constants.OBJ_TAG) {
            charge(2L * COMMIT_BYTES);
        }
    }

    /** Charges a tree or a file that a walk has met, as {@link #opened}. */
    static void met() throws PackOverLimit, PackMemoryBusy {
        charge(OBJECT_BYTES);
    }

    private static void charge(long bytes) throws PackOverLimit, PackMemoryBusy {
        Optional<WalkMemory> current = current();
        if (current.isPresent()) {
            current.get().take(bytes);
        }
    }

    private void take(long bytes) throws PackOverLimit, PackMemoryBusy {
        if (bytes <= free) {
            free -= bytes;
        } else {
            memory.take(bytes, PURPOSE);
        }
    }

    private static Optional<WalkMemory> current() {
        return CURRENT.isBound() ? CURRENT.get() : Optional.empty();
    }

    private static long parents(ObjectLoader commit) throws IOException {
        if (commit.isLarge()) {
            return commit.getSize() / PARENT_LINE;
        }
        byte[] text = commit.getCachedBytes();
        long parents = 0;
        for (int line = TREE_LINE; isParent(text, line); line += PARENT_LINE) {
            parents++;
        }
        return parents;
    }

    private static boolean isParent(byte[] text, int at) {
        if (at + PARENT_LINE > text.length) {
            return false;
        }
        for (int i = 0; i < PARENT.length; i++) {
            if (text[at + i] != PARENT[i]) {
                return false;
            }
        }
        return true;
    }
}
