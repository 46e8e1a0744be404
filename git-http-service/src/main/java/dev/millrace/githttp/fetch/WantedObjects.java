package dev.millrace.githttp.fetch;

import dev.millrace.git.ref.RetainedTips;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.revwalk.AsyncRevObjectQueue;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPack.ReachableCommitTipRequestValidator;

/**
 * Which objects a client may request by id. The target of a ref is found at once, regardless of the number of refs. Other
 * commits and tags must be reachable from a ref. Trees and blobs only need to exist, as with git's own server: partial
 * clones fetch them one by one, an id proves that the client has seen a tree that contains it, and proving that it is
 * reachable would walk the whole history. Commits dropped by a forced push or a deletion count as reachable while they are
 * retained: a client may have just received their ids.
 */
final class WantedObjects {

    private WantedObjects() {}

    /** @throws PackProtocolException if one of them may not be requested */
    static void check(UploadPack pack, Collection<? extends ObjectId> wants) throws IOException {
        RefDatabase refs = pack.getRepository().getRefDatabase();
        List<ObjectId> notTips = new ArrayList<>();
        for (ObjectId want : wants) {
            if (refs.getTipsWithSha1(want).isEmpty()) {
                notTips.add(want);
            }
        }
        List<ObjectId> mustBeReachable = notTips.isEmpty() ? List.of() : commits(pack, notTips);
        if (!mustBeReachable.isEmpty()) {
            checkReachable(pack, mustBeReachable);
        }
    }

    /** Whether refs point to all of them. */
    static boolean areTips(RefDatabase refs, Collection<? extends ObjectId> wants) throws IOException {
        for (ObjectId want : wants) {
            if (refs.getTipsWithSha1(want).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static void checkReachable(UploadPack pack, List<ObjectId> commits) throws IOException {
        try {
            new ReachableCommitTipRequestValidator().checkWants(pack, commits);
        } catch (PackProtocolException fromNoRef) {
            Collection<ObjectId> retained = RetainedTips.of(pack.getRepository());
            if (retained.isEmpty() || !areReachable(pack, commits, retained)) {
                throw fromNoRef;
            }
        }
    }

    private static boolean areReachable(UploadPack pack, List<ObjectId> commits, Collection<ObjectId> retained)
            throws IOException {
        List<ObjectId> starters = new ArrayList<>(retained);
        pack.getRepository().getRefDatabase().getRefs().forEach(ref -> starters.add(ref.getObjectId()));
        try (RevWalk walk = new RevWalk(pack.getRevWalk().getObjectReader())) {
            walk.setRetainBody(false);
            List<RevCommit> from = new ArrayList<>();
            for (ObjectId starter : starters) {
                if (walk.peel(walk.parseAny(starter)) instanceof RevCommit commit) {
                    from.add(commit);
                }
            }
            List<RevCommit> targets = new ArrayList<>();
            for (ObjectId commit : commits) {
                targets.add(walk.parseCommit(commit));
            }
            return walk.getObjectReader()
                    .createReachabilityChecker(walk)
                    .areAllReachable(targets, from.stream())
                    .isEmpty();
        }
    }

    private static List<ObjectId> commits(UploadPack pack, List<ObjectId> wants) throws IOException {
        List<ObjectId> found = new ArrayList<>();
        try (RevWalk walk = new RevWalk(pack.getRevWalk().getObjectReader())) {
            walk.setRetainBody(false);
            AsyncRevObjectQueue objects = walk.parseAny(wants, true);
            try {
                RevObject object;
                while ((object = objects.next()) != null) {
                    if (object instanceof RevTag) {
                        object = walk.peel(object);
                    }
                    if (object instanceof RevCommit) {
                        found.add(object.copy());
                    }
                }
            } catch (MissingObjectException missing) {
                throw new PackProtocolException(
                        "want " + missing.getObjectId().name() + " not valid: there is no such object", missing);
            } finally {
                objects.release();
            }
        }
        return found;
    }
}
