package dev.millrace.git.check;

import dev.millrace.git.write.WriteSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevBlob;
import org.eclipse.jgit.revwalk.RevObject;

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
        try (var walk = BoundedObjectWalk.of(repository)) {
            walk.setRetainBody(false);
            for (ObjectId tip : newTips) {
                walk.markStart(walk.parseAny(tip));
            }
            for (ObjectId tip : knownTips) {
                walk.markUninteresting(walk.parseAny(tip));
            }
            visit(walk, visitor);
            return new Outcome.Connected();
        } catch (MissingObjectException e) {
            return new Outcome.Broken(
                    e.getObjectId(), "object " + e.getObjectId().name() + " is missing");
        } catch (IncorrectObjectTypeException | PackOverLimit e) {
            return new Outcome.Broken(ObjectId.zeroId(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link ObjectWalk#checkConnectivity}. */
    private static void visit(ObjectWalk walk, FileVisitor visitor) throws IOException {
        while (walk.next() != null) {
            // a commit that cannot be parsed throws
        }
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
