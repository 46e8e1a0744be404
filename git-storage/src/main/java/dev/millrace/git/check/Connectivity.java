package dev.millrace.git.check;

import dev.millrace.git.write.WriteSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevBlob;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/** Whether everything that new tips refer to is there: to be checked before refs are pointed to what a fetch returned. */
public final class Connectivity {

    private Connectivity() {}

    /**
     * Walks all objects reachable from the new tips and not from the known ones. A push needs no call: the configuration of
     * our repositories makes {@code ReceivePack} check, and a pack whose {@link PackLinks} are complete needs none either.
     *
     * @param repository of a {@link WriteSession}, with the fetched packs staged
     * @param newTips what refs shall point to
     * @param knownTips what refs point to now, complete as the storage guarantees
     */
    public static Outcome check(Repository repository, Collection<ObjectId> newTips, Collection<ObjectId> knownTips) {
        return check(repository, newTips, knownTips, (file, name) -> {});
    }

    /** As {@link #check(Repository, Collection, Collection)}, and passes on every file that it meets, each once. */
    public static Outcome check(
            Repository repository, Collection<ObjectId> newTips, Collection<ObjectId> knownTips, FileVisitor visitor) {
        try {
            walk(repository, newTips, knownTips, Long.MAX_VALUE, visitor);
            return new Outcome.Connected();
        } catch (MissingObjectException e) {
            return new Outcome.Broken(
                    e.getObjectId(), "object " + e.getObjectId().name() + " is missing");
        } catch (IncorrectObjectTypeException | PackOverLimit | PackMemoryBusy e) {
            return new Outcome.Broken(ObjectId.zeroId(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A cheaper check for tips that build directly on a few of the known ones. It ends early if they do not: then it would
     * walk a history that the other known tips account for.
     *
     * @param knownTips some of the tips that refs point to
     * @param mostCommits how many commits may be new
     * @return false if this is not known, so that {@link #check} decides
     */
    public static boolean isComplete(
            Repository repository, Collection<ObjectId> newTips, Collection<ObjectId> knownTips, long mostCommits) {
        try {
            return walk(repository, newTips, knownTips, mostCommits, (file, name) -> {});
        } catch (MissingObjectException | IncorrectObjectTypeException | PackOverLimit | PackMemoryBusy e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether stored bitmaps prove that the tips are part of the known histories, which are complete. Opens few objects.
     *
     * @param tips of which none arrived just now
     * @return false if this is not known, so that {@link #check} decides
     */
    public static boolean isKnown(Repository repository, Collection<ObjectId> tips, Collection<ObjectId> knownTips) {
        try (ObjectReader reader = repository.newObjectReader();
                RevWalk walk = new RevWalk(reader)) {
            walk.setRetainBody(false);
            if (reader.getBitmapIndex() == null) {
                return false;
            }
            List<RevCommit> commits = new ArrayList<>();
            for (ObjectId tip : tips) {
                if (!(walk.peel(walk.parseAny(tip)) instanceof RevCommit commit)) {
                    return false;
                }
                commits.add(commit);
            }
            List<RevCommit> known = new ArrayList<>();
            for (ObjectId tip : knownTips) {
                if (walk.peel(walk.parseAny(tip)) instanceof RevCommit commit) {
                    known.add(commit);
                }
            }
            return reader.createReachabilityChecker(walk)
                    .areAllReachable(commits, known.stream())
                    .isEmpty();
        } catch (MissingObjectException | IncorrectObjectTypeException | PackOverLimit | PackMemoryBusy e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** False if more commits than allowed are new. */
    private static boolean walk(
            Repository repository,
            Collection<ObjectId> newTips,
            Collection<ObjectId> knownTips,
            long mostCommits,
            FileVisitor visitor)
            throws IOException {
        try (var walk = BoundedObjectWalk.of(repository)) {
            walk.setRetainBody(false);
            for (ObjectId tip : newTips) {
                walk.markStart(walk.parseAny(tip));
            }
            for (ObjectId tip : knownTips) {
                walk.markUninteresting(walk.parseAny(tip));
            }
            long commits = 0;
            while (walk.next() != null) { // a commit that cannot be parsed throws
                if (++commits > mostCommits) {
                    return false;
                }
            }
            visitFiles(walk, visitor);
            return true;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** As {@link ObjectWalk#checkConnectivity}. */
    private static void visitFiles(ObjectWalk walk, FileVisitor visitor) throws IOException {
        ObjectReader reader = walk.getObjectReader();
        for (RevObject object = walk.nextObject(); object != null; object = walk.nextObject()) {
            if (object instanceof RevBlob) {
                if (!reader.has(object)) {
                    throw new MissingObjectException(object, Constants.OBJ_BLOB);
                }
                visitor.visit(object, name(walk));
            }
        }
    }

    private static String name(ObjectWalk walk) {
        byte[] path = walk.getPathBuffer();
        int end = walk.getPathLength();
        int begin = end;
        while (begin > 0 && path[begin - 1] != '/') {
            begin--;
        }
        return new String(path, begin, end - begin, StandardCharsets.UTF_8);
    }

    /** Receives the files. */
    public interface FileVisitor {

        /**
         * One file.
         *
         * @param file id of its content
         * @param name without folders, at the first path where the file was met
         */
        void visit(ObjectId file, String name) throws IOException;
    }

    /** Outcome of {@link #check}. */
    public sealed interface Outcome {

        /** Nothing is missing. */
        record Connected() implements Outcome {}

        /**
         * Refs must not be pointed there.
         *
         * @param object the first object found missing; zero if there is another problem
         * @param reason human-readable
         */
        record Broken(ObjectId object, String reason) implements Outcome {}
    }
}
