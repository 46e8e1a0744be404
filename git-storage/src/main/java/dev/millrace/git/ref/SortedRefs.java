package dev.millrace.git.ref;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;

/** Refs in the order of their names, each name once; names and prefixes are found by binary search. */
public final class SortedRefs {

    private final Ref[] refs;

    private SortedRefs(Ref[] refs) {
        this.refs = refs;
    }

    /** @param refs in the order of their names; not changed from now on */
    public static SortedRefs of(Ref[] refs) {
        return new SortedRefs(refs);
    }

    public int size() {
        return refs.length;
    }

    /** @param index 0 or more, less than the size */
    public Ref get(int index) {
        return refs[index];
    }

    /** All of them, in order; unmodifiable. */
    public List<Ref> list() {
        return Collections.unmodifiableList(Arrays.asList(refs));
    }

    /** The ref of exactly this name. */
    public @Nullable Ref find(String name) {
        int index = firstFrom(name);
        return index < refs.length && refs[index].getName().equals(name) ? refs[index] : null;
    }

    /** Index of the first ref whose name is not before this one; the size if there is none. */
    public int firstFrom(String name) {
        int low = 0;
        int high = refs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (refs[middle].getName().compareTo(name) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Index after the last ref whose name has this prefix; {@code from} if there is none.
     *
     * @param from index of {@link #firstFrom} for the prefix
     */
    public int firstAfter(String prefix, int from) {
        int low = from;
        int high = refs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (refs[middle].getName().startsWith(prefix)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
