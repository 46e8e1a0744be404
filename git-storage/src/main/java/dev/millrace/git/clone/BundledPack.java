package dev.millrace.git.clone;

import dev.millrace.git.dfs.BlockCache;
import dev.millrace.git.dfs.PackChannel;
import dev.millrace.git.dfs.StoredObjects;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsPackFile;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The bundle made of a repository's collected pack. Its header lists each branch and tag; one that has moved since the pack
 * was made is listed with the newest commit of its history that the pack contains.
 */
public final class BundledPack implements Bundle {

    private static final int MOST_REFS = 2_000;
    private static final int LONGEST_WALK = 2_000;

    private final StoredObjects objects;
    private final DfsPackDescription pack;
    private final byte[] header;

    private BundledPack(StoredObjects objects, DfsPackDescription pack, byte[] header) {
        this.objects = objects;
        this.pack = pack;
        this.header = header;
    }

    /** See {@link Bundle#existsIn}. */
    public static boolean existsIn(Repository opened) {
        return opened.getObjectDatabase() instanceof StoredObjects objects
                && objects.listPacks().stream().anyMatch(BundledPack::isComplete);
    }

    /** See {@link Bundle#of}. */
    public static Optional<BundledPack> in(Repository opened) throws IOException {
        if (!(opened.getObjectDatabase() instanceof StoredObjects objects)) {
            return Optional.empty();
        }
        try (DfsReader reader = objects.newReader()) {
            for (DfsPackFile pack : objects.getPacks()) {
                if (isComplete(pack.getPackDescription())) {
                    List<String> lines = lines(opened, reader, pack);
                    return lines.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new BundledPack(objects, pack.getPackDescription(), header(lines)));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isComplete(DfsPackDescription pack) {
        return pack.getPackSource() == PackSource.GC && pack.hasFileExt(PackExt.BITMAP_INDEX);
    }

    private static List<String> lines(Repository opened, DfsReader reader, DfsPackFile pack) throws IOException {
        List<String> lines = new ArrayList<>();
        int steps = LONGEST_WALK;
        for (Ref ref : opened.getRefDatabase().getRefsByPrefix(Constants.R_HEADS, Constants.R_TAGS)) {
            if (lines.size() == MOST_REFS) {
                break;
            }
            ObjectId id = ref.getObjectId();
            if (pack.hasObject(reader, id)) {
                lines.add(id.name() + " " + ref.getName());
            } else if (ref.getName().startsWith(Constants.R_HEADS)) {
                try (RevWalk walk = new RevWalk(reader)) {
                    walk.setRetainBody(false);
                    walk.markStart(walk.parseCommit(id));
                    RevCommit older = walk.next();
                    while (older != null && steps > 0 && !pack.hasObject(reader, older)) {
                        older = walk.next();
                        steps--;
                    }
                    if (older != null && steps > 0) {
                        lines.add(older.name() + " " + ref.getName());
                    }
                }
            }
        }
        return lines;
    }

    private static byte[] header(List<String> lines) {
        return ("# v2 git bundle\n" + String.join("\n", lines) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String fingerprint() {
        return pack.getFileName(PackExt.PACK).replaceAll("[^0-9a-f]", "")
                + HexFormat.of().formatHex(sha1(header));
    }

    private static byte[] sha1(byte[] bytes) {
        return Constants.newMessageDigest().digest(bytes);
    }

    @Override
    public long size() {
        return header.length + pack.getFileSize(PackExt.PACK);
    }

    @Override
    public void writeTo(OutputStream out, long from, long length) throws IOException {
        long left = length;
        long at = from;
        if (at < header.length) {
            int count = (int) Math.min(left, header.length - at);
            out.write(header, (int) at, count);
            at += count;
            left -= count;
        }
        if (left == 0) {
            return;
        }
        try (ReadableChannel channel = objects.openFile(pack, PackExt.PACK)) {
            channel.setReadAheadBytes(4 * BlockCache.BLOCK_SIZE);
            PackChannel.copy(channel, at - header.length, left, out);
        }
    }
}
