package dev.millrace.git.dfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.dfs.DfsPackFile;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevBlob;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** What is known of a collected pack: it contains what its tips reach, and nothing else. Safe to share. */
public final class CollectedPack {

    /** Commits checked to find branches that others contain, the newest first: bounds the heap. */
    private static final int FARTHEST = 200_000;

    private final String name;
    private final Set<ObjectId> tips;
    private volatile @Nullable Object contents;
    private volatile @Nullable Boolean namesBlobs;

    /**
     * @param name of the pack
     * @param tips commits and tags that together reach all of it
     */
    CollectedPack(String name, Set<ObjectId> tips) {
        this.name = name;
        this.tips = Set.copyOf(tips);
    }

    public String name() {
        return name;
    }

    public Set<ObjectId> tips() {
        return tips;
    }

    /** How the contents of a pack are listed, see {@link #contents}. */
    public interface Listing<T> {

        /** @throws IOException if the pack cannot be read */
        T of(DfsPackFile pack, DfsReader reader) throws IOException;
    }

    /** A listing of its objects: made at the first call and kept as long as the pack is known. */
    public <T> T contents(Class<T> type, DfsPackFile pack, DfsReader reader, Listing<T> listing) throws IOException {
        Object known = contents;
        if (!type.isInstance(known)) {
            known = listing.of(pack, reader);
            contents = known;
        }
        return type.cast(known);
    }

    /** Whether a tip is a blob, or a tag that leads to one: a clone without blobs contains those anyway. */
    public boolean namesBlobs(DfsReader reader) throws IOException {
        Boolean known = namesBlobs;
        if (known == null) {
            known = false;
            try (var walk = new RevWalk(reader)) {
                walk.setRetainBody(false);
                for (ObjectId tip : tips) {
                    known |= walk.peel(walk.parseAny(tip)) instanceof RevBlob;
                }
            }
            namesBlobs = known;
        }
        return known;
    }

    /** Of a pack that a session is about to commit, made from these refs. */
    static CollectedPack of(StagedPack pack, Repository repository, RefSnapshot refs) throws IOException {
        return new CollectedPack(pack.description().getPackName(), tips(repository, refs));
    }

    /**
     * The refs from which collectors make the pack of branches and tags, without branches that others contain, as far as
     * that is determined: deleting such a branch removes nothing.
     */
    private static Set<ObjectId> tips(Repository repository, RefSnapshot refs) throws IOException {
        List<ObjectId> tips = Stream.of(Constants.R_HEADS, Constants.R_TAGS)
                .flatMap(prefix -> refs.withPrefix(prefix).stream())
                .map(Ref::getObjectId)
                .toList();
        var left = new HashSet<>(tips);
        try (var walk = new RevWalk(repository)) {
            walk.setRetainBody(false);
            for (ObjectId tip : tips) {
                if (walk.peel(walk.parseAny(tip)) instanceof RevCommit start) {
                    walk.markStart(start);
                }
            }
            int looked = 0;
            RevCommit commit;
            while (looked++ < FARTHEST && (commit = walk.next()) != null) {
                for (RevCommit parent : commit.getParents()) {
                    left.remove(parent);
                }
            }
        }
        return left;
    }

    byte[] tipBytes() {
        var bytes = ByteBuffer.allocate(tips.size() * Constants.OBJECT_ID_LENGTH);
        for (ObjectId id : tips) {
            id.copyRawTo(bytes);
        }
        return bytes.array();
    }

    static Set<ObjectId> tips(byte[] bytes) {
        var ids = new HashSet<ObjectId>();
        for (int at = 0; at < bytes.length; at += Constants.OBJECT_ID_LENGTH) {
            ids.add(ObjectId.fromRaw(bytes, at));
        }
        return ids;
    }

    /** Approximate heap size in bytes. */
    long heapBytes() {
        return 100L * tips.size();
    }
}
