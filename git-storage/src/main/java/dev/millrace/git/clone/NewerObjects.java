package dev.millrace.git.clone;

import dev.millrace.git.dfs.CollectedPack;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.internal.storage.dfs.DfsPackFile;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.revwalk.RevBlob;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Walks from the wanted objects down to a collected pack. What no other pack holds must be in that one, since a repository
 * is complete, so its large index is queried for few objects. For one thread and one walk.
 */
final class NewerObjects implements AutoCloseable {

    /** Beyond this, copying is no longer most of the work. */
    private static final int MOST = 10_000;

    private final DfsReader reader;
    private final DfsPackFile collected;
    private final List<DfsPackFile> others = new ArrayList<>();
    private final Set<ObjectId> tips;
    private final boolean withBlobs;
    private final RevWalk walk;
    private final Set<ObjectId> seen = new HashSet<>();
    private final Deque<ObjectId> open = new ArrayDeque<>();
    private final List<RevObject> newer = new ArrayList<>();
    private int tipsMet;
    private boolean namesStoredBlob;

    NewerObjects(DfsReader reader, DfsPackFile[] packs, CollectedPack known, boolean withBlobs) throws IOException {
        this.reader = reader;
        this.tips = known.tips();
        this.withBlobs = withBlobs;
        this.walk = new RevWalk(reader);
        walk.setRetainBody(false);
        DfsPackFile found = null;
        for (DfsPackFile pack : packs) {
            if (pack.getPackDescription().getPackName().equals(known.name())) {
                found = pack;
            } else {
                others.add(pack);
            }
        }
        if (found == null) {
            throw new IOException("the pack %s is not among those of its repository".formatted(known.name()));
        }
        this.collected = found;
    }

    DfsPackFile collected() {
        return collected;
    }

    /** What is wanted and not in the collected pack; empty if not all of that pack is wanted, or too much else is. */
    Optional<List<RevObject>> beyond(RefDatabase refs, Collection<ObjectId> wants, boolean withTags)
            throws IOException {
        for (ObjectId want : wants) {
            meetNamed(want);
        }
        if (!follow()) {
            return Optional.empty();
        }
        if (withTags) {
            for (Ref tag : refs.getRefsByPrefix(Constants.R_TAGS)) {
                if (tag.getPeeledObjectId() != null && isGiven(tag.getPeeledObjectId())) {
                    meet(tag.getObjectId());
                }
            }
            if (!follow()) {
                return Optional.empty();
            }
        }
        return tipsMet == tips.size() && !namesStoredBlob ? Optional.of(newer) : Optional.empty();
    }

    /** The target of a ref or a tag is sent even if it is a blob, and a pack without blobs does not contain it. */
    private void meetNamed(ObjectId id) throws IOException {
        if (!withBlobs && !tips.contains(id) && !namesStoredBlob) {
            namesStoredBlob = collected.hasObject(reader, id) && walk.parseAny(id) instanceof RevBlob;
        }
        meet(id);
    }

    private void meet(ObjectId id) {
        if (seen.add(id)) {
            if (tips.contains(id)) {
                tipsMet++;
            } else {
                open.add(id);
            }
        }
    }

    private boolean follow() throws IOException {
        ObjectId id;
        while ((id = open.poll()) != null) {
            if (liesOnlyElsewhere(id)) {
                if (newer.size() == MOST) {
                    return false;
                }
                add(walk.parseAny(id));
            }
        }
        return true;
    }

    private void add(RevObject object) throws IOException {
        newer.add(object);
        switch (object) {
            case RevCommit commit -> {
                for (RevCommit parent : commit.getParents()) {
                    meet(parent.copy());
                }
                meet(commit.getTree().copy());
            }
            case RevTree tree -> {
                var entries = new CanonicalTreeParser(null, reader, tree);
                for (; !entries.eof(); entries.next()) {
                    int mode = entries.getEntryRawMode();
                    if (withBlobs ? !FileMode.GITLINK.equals(mode) : FileMode.TREE.equals(mode)) {
                        meet(entries.getEntryObjectId());
                    }
                }
            }
            case RevTag tag -> meetNamed(tag.getObject().copy());
            default -> {
                // a blob leads to nothing
            }
        }
    }

    private boolean isGiven(ObjectId id) throws IOException {
        return seen.contains(id) || collected.hasObject(reader, id);
    }

    private boolean liesOnlyElsewhere(ObjectId id) throws IOException {
        for (DfsPackFile pack : others) {
            if (pack.hasObject(reader, id)) {
                return !collected.hasObject(reader, id);
            }
        }
        return false;
    }

    @Override
    public void close() {
        walk.close();
    }
}
