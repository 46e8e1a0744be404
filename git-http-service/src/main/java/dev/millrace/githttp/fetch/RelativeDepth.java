package dev.millrace.githttp.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Understands {@code git fetch --deepen=N}, which JGit does not: counts how deep the client's history is now, and asks
 * for that many commits and N more. Where branches were cut at different depths, the deepest counts, so the client may get
 * more than N below the others.
 */
final class RelativeDepth {

    private static final String FLAG = "deepen-relative";
    private static final String DEEPEN = "deepen ";

    private RelativeDepth() {}

    /** The request as it was, or, if its depth was relative, the same request with an absolute depth. */
    static FetchRequest madeAbsolute(Repository repository, FetchRequest request) throws IOException {
        if (!request.packets().contains(FLAG)) {
            return request;
        }
        int more = 0;
        Set<ObjectId> wants = new HashSet<>();
        Set<ObjectId> cuts = new HashSet<>();
        for (String line : request.packets()) {
            if (line.startsWith(DEEPEN)) {
                more = depth(line);
            } else if (line.startsWith("shallow ")) {
                cuts.add(id(line, "shallow "));
            } else if (line.startsWith("want ")) {
                wants.add(id(line, "want "));
            } else if (line.startsWith("want-ref ")) {
                Ref ref = repository.exactRef(line.substring("want-ref ".length()));
                if (ref != null && ref.getObjectId() != null) {
                    wants.add(ref.getObjectId());
                }
            }
        }
        if (more <= 0) {
            return request;
        }
        int depth = more + depthOf(repository, wants, cuts);
        return request.with(line -> line.equals(FLAG) ? "" : line.startsWith(DEEPEN) ? DEEPEN + depth : line);
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

    private static int depth(String line) throws PackProtocolException {
        try {
            return Integer.parseInt(line, DEEPEN.length(), line.length(), 10);
        } catch (NumberFormatException e) {
            throw new PackProtocolException("not a depth: " + line, e);
        }
    }

    private static ObjectId id(String line, String word) throws PackProtocolException {
        try {
            return ObjectId.fromString(line.substring(word.length()));
        } catch (InvalidObjectIdException e) {
            throw new PackProtocolException("not an object id: " + line, e);
        }
    }
}
