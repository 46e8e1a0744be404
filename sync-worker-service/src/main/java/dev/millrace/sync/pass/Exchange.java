package dev.millrace.sync.pass;

import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.UpdateOutcome;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Both sides during one step of a pass: the upstream over one connection, and a private view of the mirror, in which
 * fetched objects are staged until {@link #update} makes them visible. Closing without an update leaves no trace.
 */
interface Exchange extends AutoCloseable {

    /** The mirror's refs now. */
    RefView ours() throws IOException;

    /** What the upstream advertised when the connection was opened. */
    RefView theirs();

    /** Refs that it advertised with names that are not UTF-8. */
    List<String> unreadableRefs();

    /** Where the upstream permanently redirected to, on its own host; empty if it did not. */
    Optional<URI> movedTo();

    /** Those of the objects that are not here. */
    Set<ObjectId> missing(Collection<ObjectId> ids) throws IOException;

    /** Fetches everything that is reachable from the wanted ids and not from ours. At most once. */
    void fetch(Set<ObjectId> wanted, Collection<ObjectId> ours) throws ReadException;

    /**
     * Checks that everything is here that these ids lead to, and records the pointers to large files among it.
     *
     * @param known ids that are known to be complete
     * @return what is missing or broken, human-readable; empty if nothing is
     */
    Optional<String> findDefect(Collection<ObjectId> targets, Collection<ObjectId> known) throws IOException;

    /** As {@link #findDefect}, of one id, and records nothing. */
    Optional<String> defectOf(ObjectId target, Collection<ObjectId> known);

    /** Whether the move of a branch keeps all commits that it has now. */
    boolean isFastForward(RefEdit edit) throws IOException;

    /** Makes all edits or none visible, with what was fetched, in one transaction. */
    UpdateOutcome update(List<RefEdit> edits, Optional<String> newHead);

    @Override
    void close();
}
