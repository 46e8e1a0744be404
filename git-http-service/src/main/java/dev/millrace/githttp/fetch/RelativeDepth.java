package dev.millrace.githttp.fetch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * Understands {@code git fetch --deepen=N}, which JGit does not: counts how deep the client's history is now, and asks
 * for that many commits and N more. Where branches were cut at different depths, the deepest counts, so the client may get
 * more than N below the others.
 */
final class RelativeDepth {

    private static final byte[] FLAG = "deepen-relative".getBytes(StandardCharsets.US_ASCII);

    private RelativeDepth() {}

    /** The request as it was, or, if its depth was relative, the same request with an absolute depth. */
    static byte[] madeAbsolute(Repository repository, byte[] request) throws IOException {
        if (!contains(request, FLAG)) {
            return request;
        }
        List<String> lines = new ArrayList<>();
        PacketLineIn packets = new PacketLineIn(new ByteArrayInputStream(request));
        boolean relative = false;
        int more = 0;
        Set<ObjectId> wants = new HashSet<>();
        Set<ObjectId> cuts = new HashSet<>();
        for (String line = packets.readString(); !PacketLineIn.isEnd(line); line = packets.readString()) {
            if (line.equals("deepen-relative")) {
                relative = true;
                continue;
            }
            if (line.startsWith("deepen ")) {
                more = depth(line);
            } else if (line.startsWith("shallow ")) {
                cuts.add(ObjectId.fromString(line.substring("shallow ".length())));
            } else if (line.startsWith("want ")) {
                wants.add(ObjectId.fromString(line.substring("want ".length())));
            }
            lines.add(line);
        }
        return relative && more > 0 ? written(lines, more + depthOf(repository, wants, cuts)) : request;
    }

    /** How many commits the client has on the longest of the shortest ways from a wanted commit to a cut; 0 if none. */
    private static int depthOf(Repository repository, Set<ObjectId> wants, Set<ObjectId> cuts) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            Set<RevCommit> seen = new HashSet<>();
            List<RevCommit> level = new ArrayList<>();
            for (ObjectId want : wants) {
                if (walk.peel(walk.parseAny(want)) instanceof RevCommit commit && seen.add(commit)) {
                    level.add(commit);
                }
            }
            int deepest = 0;
            for (int depth = 1; !level.isEmpty(); depth++) {
                List<RevCommit> next = new ArrayList<>();
                for (RevCommit commit : level) {
                    if (cuts.contains(commit)) {
                        deepest = depth;
                        continue;
                    }
                    walk.parseHeaders(commit);
                    for (RevCommit parent : commit.getParents()) {
                        if (seen.add(parent)) {
                            next.add(parent);
                        }
                    }
                }
                level = next;
            }
            return deepest;
        } catch (MissingObjectException missing) {
            throw new PackProtocolException(
                    "want " + missing.getObjectId().name() + " not valid: there is no such object", missing);
        }
    }

    private static byte[] written(List<String> lines, int depth) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        for (String line : lines) {
            if (PacketLineIn.isDelimiter(line)) {
                packets.writeDelim();
            } else {
                packets.writeString((line.startsWith("deepen ") ? "deepen " + depth : line) + "\n");
            }
        }
        packets.end();
        return bytes.toByteArray();
    }

    private static int depth(String line) throws PackProtocolException {
        try {
            return Integer.parseInt(line, "deepen ".length(), line.length(), 10);
        } catch (NumberFormatException e) {
            throw new PackProtocolException("not a depth: " + line, e);
        }
    }

    private static boolean contains(byte[] text, byte[] word) {
        for (int at = 0; at + word.length <= text.length; at++) {
            int i = 0;
            while (i < word.length && text[at + i] == word[i]) {
                i++;
            }
            if (i == word.length) {
                return true;
            }
        }
        return false;
    }
}
