package dev.millrace.git.write;

import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.check.PackLinks;
import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/**
 * A private view of one repository, to write to it. Objects inserted here are visible only here, until an update of refs
 * makes them and the refs visible in one transaction. Closing without an update leaves no trace. For one thread.
 */
public interface WriteSession extends AutoCloseable {

    /**
     * The repository, with what is staged. Its inserters and pack parsers stage packs; its batch updates, which
     * {@code ReceivePack} uses, are commits like {@link #update}. The session owns it; the caller does not close it.
     */
    Repository repository();

    /** Bytes of all live packs as of the session's last load, without what is staged. */
    long packBytes();

    /**
     * Records what the objects of a pack refer to, as far as the memory for packs suffices; valid until the session closes.
     */
    PackLinks newPackLinks();

    /**
     * Takes from the memory that all packs in this process share, until the session closes: for data from outside that
     * arrives with a pack and is kept in memory.
     *
     * @param what its purpose, for the message
     * @throws PackOverLimit if one session can never get this much
     * @throws PackMemoryBusy if other sessions hold it
     */
    void takeMemory(long bytes, String what) throws PackOverLimit, PackMemoryBusy;

    /**
     * A share of that memory with its own lifetime, for data received with a pack; counts for the same team. The caller
     * closes it.
     */
    IncomingMemory openMemory();

    /** Sets what the event of the next update carries for its receivers; replaces what was set before. */
    void announceWith(List<String> pushOptions);

    /**
     * Writes staged packs, refs, HEAD, reflog and events in one transaction.
     *
     * @param edits at most one for each ref
     * @param newHead full name of the branch that HEAD shall point to, which need not exist, or 40 hex digits to detach it;
     *     empty to leave it
     * @param atomic whether one rejected edit rejects all
     * @throws RepositoryMissing if it was deleted meanwhile
     */
    UpdateOutcome update(List<RefEdit> edits, Optional<String> newHead, boolean atomic);

    /** Discards what is staged and not committed. */
    @Override
    void close();
}
