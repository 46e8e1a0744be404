package dev.millrace.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;

/** Whether everything that new tips refer to is there: to be asked before refs are pointed to what a fetch brought. */
public final class Connectivity {

    private Connectivity() {}

    /**
     * Walks all objects reachable from the new tips and not from the known ones. A push needs no call: the configuration
     * of our repositories makes {@code ReceivePack} check by itself.
     *
     * @param repository of a {@link WriteSession}, with the fetched packs staged
     * @param newTips what refs shall point to
     * @param knownTips what refs point to now, complete by our own promise
     */
    public static Outcome check(Repository repository, Collection<ObjectId> newTips, Collection<ObjectId> knownTips) {
        try (var walk = new ObjectWalk(repository)) {
            walk.setRetainBody(false);
            for (ObjectId tip : newTips) {
                walk.markStart(walk.parseAny(tip));
            }
            for (ObjectId tip : knownTips) {
                walk.markUninteresting(walk.parseAny(tip));
            }
            walk.checkConnectivity();
            return new Outcome.Connected();
        } catch (MissingObjectException e) {
            return new Outcome.Broken(
                    e.getObjectId(), "object " + e.getObjectId().name() + " is missing");
        } catch (IncorrectObjectTypeException e) {
            return new Outcome.Broken(ObjectId.zeroId(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Outcome of {@link #check}. */
    public sealed interface Outcome {

        /** Nothing is missing. */
        record Connected() implements Outcome {}

        /**
         * Refs must not be pointed there.
         *
         * @param object the first object found missing; zero if the trouble is another
         * @param reason for people
         */
        record Broken(ObjectId object, String reason) implements Outcome {}
    }
}
