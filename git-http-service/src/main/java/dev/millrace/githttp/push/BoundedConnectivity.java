package dev.millrace.githttp.push;

import dev.millrace.git.check.Connectivity;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.WalkMemory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevFlag;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ConnectivityChecker;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;

/**
 * Checks that all objects reachable from the pending commands exist, within the limits of {@link Connectivity}. Most pushes
 * add commits to a few refs, so these are tried first; what they do not account for is checked against all refs, as git's own
 * server does.
 */
final class BoundedConnectivity implements ConnectivityChecker {

    /** New commits below one pushed tip whose parents are compared with the refs. */
    private static final int SEARCHED = 128;

    @Override
    public void checkConnectivity(ConnectivityCheckInfo info, Set<ObjectId> haves, ProgressMonitor monitor)
            throws IOException {
        Repository repository = info.getRepository();
        List<ReceiveCommand> commands = info.getCommands().stream()
                .filter(command -> command.getResult() == Result.NOT_ATTEMPTED)
                .filter(command -> command.getType() != ReceiveCommand.Type.DELETE)
                .toList();
        List<ObjectId> tips = commands.stream()
                .map(ReceiveCommand::getNewId)
                .filter(tip -> !haves.contains(tip))
                .distinct()
                .toList();
        long received = info.getParser().getObjectCount();
        if (tips.isEmpty()
                || WalkMemory.apart(received, () -> buildsOnFew(repository, commands, tips, haves, received))
                || WalkMemory.apart(0, () -> received == 0 && Connectivity.isKnown(repository, tips, haves))) {
            return;
        }
        if (WalkMemory.apart(received, () -> Connectivity.check(repository, tips, haves))
                instanceof Connectivity.Outcome.Broken(ObjectId object, String reason)) {
            throw object.equals(ObjectId.zeroId())
                    ? new PackOverLimit(reason)
                    : new MissingObjectException(object, "object");
        }
    }

    /** Whether the pack holds all that is new compared with the refs that the push moves, and with those just below it. */
    private static boolean buildsOnFew(
            Repository repository,
            List<ReceiveCommand> commands,
            List<ObjectId> tips,
            Set<ObjectId> haves,
            long received)
            throws IOException {
        Set<ObjectId> few = new HashSet<>();
        for (ReceiveCommand command : commands) {
            for (ObjectId id : List.of(command.getOldId(), command.getNewId())) {
                if (haves.contains(id)) {
                    few.add(id);
                }
            }
        }
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRetainBody(false);
            RevFlag seen = walk.newFlag("SEEN");
            for (ObjectId tip : tips) {
                addBelow(walk, seen, tip, Math.min(SEARCHED, received), haves, few);
            }
        } catch (MissingObjectException | IncorrectObjectTypeException incomplete) {
            return false; // the check against all refs reports it
        }
        return !few.isEmpty() && Connectivity.isComplete(repository, tips, few, received);
    }

    private static void addBelow(
            RevWalk walk, RevFlag seen, ObjectId tip, long most, Set<ObjectId> haves, Set<ObjectId> found)
            throws IOException {
        long searched = 0;
        Queue<ObjectId> pending = new ArrayDeque<>(List.of(tip));
        while (!pending.isEmpty()) {
            ObjectId id = pending.remove();
            if (haves.contains(id)) {
                found.add(id.copy());
            } else if (searched < most) {
                RevObject object = walk.parseAny(id);
                if (!object.has(seen)) {
                    object.add(seen);
                    searched++;
                    pending.addAll(below(object));
                }
            }
        }
    }

    private static List<? extends ObjectId> below(RevObject object) {
        return switch (object) {
            case RevCommit commit -> List.of(commit.getParents());
            case RevTag tag -> List.of(tag.getObject());
            default -> List.of();
        };
    }
}
