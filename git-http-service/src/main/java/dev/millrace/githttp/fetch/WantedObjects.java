package dev.millrace.githttp.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.AsyncRevObjectQueue;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPack.ReachableCommitRequestValidator;

/**
 * Which objects a client may ask for by id without their being advertised. Commits and tags must be reachable from a
 * ref. Trees and blobs need only be there, as with git's own server: partial clones fetch them one by one, an id proves
 * that the client has seen a tree that holds it, and proving that it is reachable would walk the whole history.
 */
final class WantedObjects {

    private WantedObjects() {}

    /** @throws PackProtocolException if one of them may not be asked for */
    static void check(UploadPack pack, List<ObjectId> wants) throws IOException {
        List<ObjectId> mustBeReachable = new ArrayList<>();
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
                        mustBeReachable.add(object.copy());
                    }
                }
            } catch (MissingObjectException missing) {
                throw new PackProtocolException(
                        "want " + missing.getObjectId().name() + " not valid: there is no such object", missing);
            } finally {
                objects.release();
            }
        }
        if (!mustBeReachable.isEmpty()) {
            new ReachableCommitRequestValidator().checkWants(pack, mustBeReachable);
        }
    }
}
