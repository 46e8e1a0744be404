package dev.millrace.git.dfs;

import dev.millrace.git.check.Cancellation;
import dev.millrace.git.check.PackOverLimit;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.internal.storage.dfs.DfsInserter;
import org.eclipse.jgit.internal.storage.dfs.DfsPackParser;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.PackedObjectInfo;
import org.jspecify.annotations.Nullable;

/**
 * JGit's parser of packs, which allocates whatever a pack announces, with a check in front of each allocation: the number
 * of objects, trees and commits and tags, the bases and results of deltas. All packs of the process share one memory, see
 * {@link PackMemory}. Whole blobs are streamed and need none.
 */
final class BoundedPackParser extends DfsPackParser {

    /** JGit's entry and its slot. */
    static final long BYTES_OF_OBJECT = 64;
    /** While it is an unresolved delta, including the counters here. */
    private static final long BYTES_OF_DELTA = 112;
    /** Entry, index, and what the check of connectivity needs, until the session is closed. */
    private static final long BYTES_AFTERWARDS = 96;
    /** Ids are hashes, so two in a million share their first 32 bits; JGit's maps become lists if many do. */
    private static final int MOST_WITH_ONE_PREFIX = 64;

    private final StagedObjects objects;
    private final AnnouncedPack pack;
    private final PackMemory.Share memory;
    private final DeltaPath path;
    private final DeltaHeader header = new DeltaHeader();
    private final long secret = RandomGenerator.getDefault().nextLong();
    private final LongCounts deltasByOffset = new LongCounts(secret);
    private final LongCounts deltasById = new LongCounts(secret);
    private final LongCounts basesByPrefix = new LongCounts(secret);
    private final int[] words = new int[5];
    private boolean received;
    private long mostBytes;
    private long objectBytes;
    private long objectCount;
    private long structure;

    BoundedPackParser(StagedObjects objects, DfsInserter inserter, AnnouncedPack pack) {
        super(objects, inserter, pack);
        this.objects = objects;
        this.pack = pack;
        this.memory = objects.memory();
        this.path = new DeltaPath(memory);
    }

    @Override
    public void setMaxObjectSizeLimit(long limit) {
        super.setMaxObjectSizeLimit(limit);
        mostBytes = limit;
    }

    @Override
    public @Nullable PackLock parse(ProgressMonitor receiving, ProgressMonitor resolving) throws IOException {
        boolean parsed = false;
        try (pack) {
            PackLock lock = super.parse(receiving, resolving);
            parsed = true;
            return lock;
        } catch (IndexOutOfBoundsException | NegativeArraySizeException | IllegalArgumentException malformed) {
            // JGit trusts sizes and offsets within a pack
            var corrupt = new CorruptObjectException("the pack is malformed: " + malformed.getMessage());
            corrupt.initCause(malformed);
            throw corrupt;
        } finally {
            header.end();
            path.clear();
            objects.releaseLoaded();
            long afterwards = parsed ? Math.min(objectBytes, objectCount * BYTES_AFTERWARDS) : 0;
            memory.giveBack(structure + objectBytes - afterwards);
        }
    }

    private void takeObject(long bytes) throws IOException {
        Cancellation.check();
        memory.take(bytes, "object %d of the pack".formatted(objectCount + 1));
        objectBytes += bytes;
        objectCount++;
    }

    @Override
    protected void onBeginWholeObject(long position, int type, long size) throws IOException {
        takeObject(BYTES_OF_OBJECT);
        if (type != Constants.OBJ_BLOB) {
            checkStructure(type, size);
            memory.take(size, "a %s of %d bytes".formatted(Constants.typeString(type), size));
            structure = size;
        } else if (size < 0) {
            throw new CorruptObjectException("the pack is malformed: a blob of %d bytes".formatted(size));
        }
        super.onBeginWholeObject(position, type, size);
    }

    private void checkStructure(int type, long size) throws PackOverLimit {
        long most = objects.largestStructure();
        if (size < 0 || size > most) {
            throw new PackOverLimit("a %s of %d bytes is larger than the limit of %d bytes for trees, commits and tags"
                    .formatted(Constants.typeString(type), size, most));
        }
    }

    @Override
    protected void onEndWholeObject(PackedObjectInfo info) throws IOException {
        memory.giveBack(structure);
        structure = 0;
        super.onEndWholeObject(info);
    }

    @Override
    protected void onBeginOfsDelta(long position, long base, long size) throws IOException {
        beginDelta();
        if (base < 0 || base >= position) {
            throw new CorruptObjectException(
                    "the pack is malformed: the delta at %d has its base at %d".formatted(position, base));
        }
        deltasByOffset.increment(base);
        super.onBeginOfsDelta(position, base, size);
    }

    @Override
    protected void onBeginRefDelta(long position, AnyObjectId base, long size) throws IOException {
        beginDelta();
        if (deltasById.increment(key(base)) == 1 && basesByPrefix.increment(words[0]) > MOST_WITH_ONE_PREFIX) {
            throw new PackOverLimit(
                    "more than %d delta bases have ids that begin with %08x".formatted(MOST_WITH_ONE_PREFIX, words[0]));
        }
        super.onBeginRefDelta(position, base, size);
    }

    private void beginDelta() throws IOException {
        takeObject(BYTES_OF_DELTA);
        header.begin();
    }

    /** All of the id, mixed with a secret: different ids have different keys for every practical purpose. */
    private long key(AnyObjectId id) {
        id.copyRawTo(words, 0);
        long key = secret;
        for (int word : words) {
            key = LongCounts.mix(key ^ word);
        }
        return key;
    }

    @Override
    protected void onObjectData(Source source, byte[] raw, int offset, int length) throws IOException {
        if (source == Source.INPUT) {
            header.add(raw, offset, length);
        }
        super.onObjectData(source, raw, offset, length);
    }

    @Override
    protected UnresolvedDelta onEndDelta() throws IOException {
        long size = header.resultSize();
        if (size < 0) {
            throw new CorruptObjectException(
                    "the pack is malformed: a delta does not begin with the size of its result");
        }
        if (mostBytes > 0 && size > mostBytes) {
            throw new TooLargeObjectInPackException(size, mostBytes);
        }
        UnresolvedDelta delta = new SizedDelta(size);
        delta.setCRC(super.onEndDelta().getCRC());
        return delta;
    }

    @Override
    protected void onPackFooter(byte[] hash) throws IOException {
        received = true;
        super.onPackFooter(hash);
    }

    @Override
    protected ObjectTypeAndSize seekDatabase(PackedObjectInfo object, ObjectTypeAndSize info) throws IOException {
        Cancellation.check();
        ObjectTypeAndSize found = super.seekDatabase(object, info);
        int deltas = deltasOn(object, object.getOffset());
        if (deltas > 0) {
            path.begin(object, found.type, found.size, deltas);
        }
        return found;
    }

    @Override
    protected ObjectTypeAndSize seekDatabase(UnresolvedDelta delta, ObjectTypeAndSize info) throws IOException {
        // resolving a few bytes may take long, and reads nothing that could be cancelled
        Cancellation.check();
        ObjectTypeAndSize found = super.seekDatabase(delta, info);
        if (delta instanceof SizedDelta sized) {
            if (path.type() != Constants.OBJ_BLOB) {
                checkStructure(path.type(), sized.resultSize);
            }
            path.next(found.size, sized.resultSize);
        }
        return found;
    }

    @Override
    protected PackedObjectInfo newInfo(AnyObjectId id, UnresolvedDelta delta, ObjectId base) {
        if (received && delta != null) {
            path.applied(id, base, deltasOn(id, delta.getOffset()));
        }
        return super.newInfo(id, delta, base);
    }

    @Override
    protected boolean onAppendBase(int type, byte[] data, PackedObjectInfo info) throws IOException {
        path.beginWith(info, type, objects.keepLoaded(), deltasById.get(key(info)));
        return super.onAppendBase(type, data, info);
    }

    private int deltasOn(AnyObjectId id, long offset) {
        return deltasByOffset.get(offset) + deltasById.get(key(id));
    }

    /** A delta whose result's size is known. */
    private static final class SizedDelta extends UnresolvedDelta {
        private final long resultSize;

        SizedDelta(long resultSize) {
            this.resultSize = resultSize;
        }
    }
}
