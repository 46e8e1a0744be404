package dev.millrace.sync.upstream;

import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Transaction;
import dev.millrace.sync.queue.MirrorQueue;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Removes mirrors whose repository was deleted or detached. What was mirrored is not touched. */
@Singleton
class RemoveMirror {

    private static final Logger LOG = Logger.getLogger(RemoveMirror.class);

    private final Upstreams upstreams;
    private final UpstreamStore installed;
    private final MirrorQueue mirrors;

    RemoveMirror(Upstreams upstreams, UpstreamStore installed, MirrorQueue mirrors) {
        this.upstreams = upstreams;
        this.installed = installed;
        this.mirrors = mirrors;
    }

    /** Removes those of the mirrors that no longer follow anything, and returns them. */
    Set<UUID> handle(Transaction tx, List<UUID> repositoryIds) {
        Set<UUID> gone = new HashSet<>(repositoryIds);
        gone.removeAll(upstreams.followed(tx, repositoryIds));
        gone.forEach(id -> {
            mirrors.remove(tx, id);
            installed.forget(tx, id);
            LOG.infof("repositoryId=%s follows nothing any more", id);
        });
        return gone;
    }
}
