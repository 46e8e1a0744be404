package dev.millrace.sync.pass;

import dev.millrace.forge.InstallationToken;
import dev.millrace.sync.lfs.MirrorLfs;
import dev.millrace.upstream.ResolveOutcome;
import dev.millrace.upstream.UpstreamAccess;
import java.util.List;
import java.util.Optional;

/** The mirror that a pass brings up to date, and its upstream. For one pass and one thread. */
interface LeasedMirror {

    /**
     * Decides with which credential the upstream is read; to be called for every connection.
     *
     * @param rejected the installation token that the forge just rejected; another one is used then
     */
    ResolveOutcome resolve(Optional<InstallationToken> rejected);

    /** What the upstream last reported. */
    LastSeenRefs lastSeen();

    /** Records what the upstream reports now. */
    void remember(LastSeenRefs before, LastSeenRefs after);

    /** Whether the mirror is still to be kept equal to its upstream. */
    boolean isFollowed();

    /**
     * Connects to the upstream and reads its refs; the caller closes the result.
     *
     * @throws ReadException if the upstream does not return them
     */
    Exchange open(UpstreamAccess access) throws ReadException;

    /**
     * Fetches large files that are missing.
     *
     * @param access returns, before each request to the upstream, how to authenticate now
     * @return what is still missing, and why, in human-readable form
     */
    List<String> fetchLargeFiles(MirrorLfs.CurrentAccess access);
}
