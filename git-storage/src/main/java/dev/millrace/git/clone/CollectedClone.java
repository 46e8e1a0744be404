package dev.millrace.git.clone;

import dev.millrace.git.dfs.CollectedPack;
import dev.millrace.git.dfs.PackChannel;
import dev.millrace.git.dfs.StoredObjects;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * The collected pack of a repository followed by newer objects, under one header and one checksum: the offsets of deltas
 * are relative and point backwards, so both parts may be moved.
 */
public final class CollectedClone implements StoredClone {

    private static final int HEADER = 12;
    private static final int VERSION = 2;
    private static final int CHECKSUM = Constants.OBJECT_ID_LENGTH;
    private static final int BUFFER = 256 * 1024;
    /** An object that arrived since, and its entry in the pack of those. */
    private static final int NEWER_BYTES = 250;

    private final StoredObjects objects;
    private final DfsPackDescription pack;
    private final Part part;
    private final List<RevObject> newer;

    private CollectedClone(StoredObjects objects, DfsPackDescription pack, Part part, List<RevObject> newer) {
        this.objects = objects;
        this.pack = pack;
        this.part = part;
        this.newer = newer;
    }

    /** The part of the collected pack that is copied. */
    interface Part {

        long objectCount();

        /** Bytes that its objects use there. */
        long bytes();

        /** Bytes of heap that {@link #copy} holds. */
        long heapBytes();

        /**
         * Copies its objects to where a header has been written.
         *
         * @param collected the file of the pack, closed by the caller
         * @param out preferably buffered
         */
        void copy(ReadableChannel collected, OutputStream out) throws IOException;
    }

    /** See {@link StoredClone#of}. */
    public static Optional<CollectedClone> of(
            Repository opened, Collection<ObjectId> wants, boolean withTags, boolean withBlobs) throws IOException {
        if (!(opened.getObjectDatabase() instanceof StoredObjects objects)) {
            return Optional.empty();
        }
        Optional<CollectedPack> known = objects.collected();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        try (DfsReader reader = objects.newReader();
                var walk = new NewerObjects(reader, objects.getPacks(), known.get(), withBlobs)) {
            if (!withBlobs && known.get().namesBlobs(reader)) {
                return Optional.empty();
            }
            Optional<List<RevObject>> newer = walk.beyond(opened.getRefDatabase(), wants, withTags);
            if (newer.isEmpty()) {
                return Optional.empty();
            }
            DfsPackDescription pack = walk.collected().getPackDescription();
            Part part = withBlobs
                    ? new Whole(pack)
                    : known.get().contents(PackWithoutBlobs.class, walk.collected(), reader, PackWithoutBlobs::of);
            return Optional.of(new CollectedClone(objects, pack, part, newer.get()));
        }
    }

    @Override
    public long objectCount() {
        return part.objectCount() + newer.size();
    }

    @Override
    public long bytes() {
        return part.bytes();
    }

    @Override
    public long heapBytes() {
        return BUFFER + part.heapBytes() + (long) newer.size() * NEWER_BYTES;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        var digested = new Digested(out);
        var buffered = new BufferedOutputStream(digested, BUFFER);
        buffered.write(header());
        try (ReadableChannel channel = objects.openFile(pack, PackExt.PACK)) {
            part.copy(channel, buffered);
        }
        if (!newer.isEmpty()) {
            writeNewer(new Middle(buffered));
        }
        buffered.flush();
        out.write(digested.checksum());
    }

    private byte[] header() {
        return ByteBuffer.allocate(HEADER)
                .put(Constants.PACK_SIGNATURE)
                .putInt(VERSION)
                .putInt(Math.toIntExact(objectCount()))
                .array();
    }

    private void writeNewer(OutputStream out) throws IOException {
        var config = new PackConfig();
        config.setDeltaCompress(false);
        config.setCompressionLevel(1);
        config.setThreads(1);
        try (DfsReader reader = objects.newReader();
                var writer = new PackWriter(config, reader)) {
            writer.setDeltaBaseAsOffset(true);
            writer.setReuseDeltaCommits(true);
            writer.preparePack(newer.iterator());
            if (writer.getObjectCount() != newer.size()) {
                throw new IOException(
                        "%d objects are to be packed and not %d".formatted(writer.getObjectCount(), newer.size()));
            }
            writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
        }
    }

    /** All of it. */
    private record Whole(DfsPackDescription pack) implements Part {

        @Override
        public long objectCount() {
            return pack.getObjectCount();
        }

        @Override
        public long bytes() {
            return pack.getFileSize(PackExt.PACK) - HEADER - CHECKSUM;
        }

        @Override
        public long heapBytes() {
            return PackChannel.CHUNK;
        }

        @Override
        public void copy(ReadableChannel collected, OutputStream out) throws IOException {
            PackChannel.copy(collected, HEADER, bytes(), out);
        }
    }

    /** Passes bytes on and computes their checksum. */
    private static final class Digested extends OutputStream {

        private final OutputStream out;
        private final MessageDigest digest = Constants.newMessageDigest();

        Digested(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            digest.update(bytes, offset, length);
            out.write(bytes, offset, length);
        }

        byte[] checksum() {
            return digest.digest();
        }
    }

    /** Passes on what is between the header and the checksum of a pack. */
    private static final class Middle extends OutputStream {

        private final OutputStream out;
        private final byte[] held = new byte[CHECKSUM];
        private int toSkip = HEADER;
        private int holding;

        Middle(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int skipped = Math.min(toSkip, length);
            toSkip -= skipped;
            int from = offset + skipped;
            int left = length - skipped;
            // the last bytes so far may be the checksum
            int passed = Math.max(0, holding + left - CHECKSUM);
            int ofHeld = Math.min(holding, passed);
            out.write(held, 0, ofHeld);
            System.arraycopy(held, ofHeld, held, 0, holding - ofHeld);
            holding -= ofHeld;
            out.write(bytes, from, passed - ofHeld);
            from += passed - ofHeld;
            left -= passed - ofHeld;
            System.arraycopy(bytes, from, held, holding, left);
            holding += left;
        }
    }
}
