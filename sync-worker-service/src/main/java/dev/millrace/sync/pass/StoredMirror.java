package dev.millrace.sync.pass;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.forge.InstallationToken;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.database.Database;
import dev.millrace.sync.lfs.MirrorLfs;
import dev.millrace.sync.queue.Lease;
import dev.millrace.upstream.ResolveOutcome;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** A mirror in our storage, whose upstream is read over smart HTTP. */
final class StoredMirror implements LeasedMirror {

    private final Opening parts;
    private final Lease lease;
    private final SyncProgress progress;
    private final BooleanSupplier isCancelled;

    private StoredMirror(Opening parts, Lease lease, SyncProgress progress, BooleanSupplier isCancelled) {
        this.parts = parts;
        this.lease = lease;
        this.progress = progress;
        this.isCancelled = isCancelled;
    }

    @Override
    public ResolveOutcome resolve(Optional<InstallationToken> rejected) {
        return parts.resolveMirror.handle(lease, rejected);
    }

    @Override
    public LastSeenRefs lastSeen() {
        return parts.database.inTransaction(tx -> parts.lastSeenRefs.load(tx, id()));
    }

    @Override
    public void remember(LastSeenRefs before, LastSeenRefs after) {
        parts.database.useTransaction(tx -> parts.lastSeenRefs.save(tx, id(), before, after));
    }

    @Override
    public boolean isFollowed() {
        return parts.database.inTransaction(
                tx -> parts.upstreams.followed(tx, Set.of(id())).contains(id()));
    }

    @Override
    public Exchange open(UpstreamAccess access) throws ReadException {
        WriteSession session = parts.storage.write(id(), Cause.SYNC, "sync");
        boolean opened = false;
        try {
            UpstreamConnection upstream = UpstreamConnection.open(session, access, lease.demanded(), parts.client);
            opened = true;
            return new StoredExchange(
                    id(),
                    lease.demanded(),
                    session,
                    parts.storage.histories(),
                    upstream,
                    parts.lfs,
                    progress,
                    isCancelled);
        } finally {
            if (!opened) {
                session.close();
            }
        }
    }

    @Override
    public List<String> fetchLargeFiles(MirrorLfs.CurrentAccess access) {
        return parts.lfs.fetch(id(), access, lease.requested(), progress::advance, isCancelled);
    }

    private UUID id() {
        return lease.repository().id();
    }

    /** Opens mirrors for passes. */
    @Singleton
    static final class Opening {

        private final GitStorage storage;
        private final Database database;
        private final Upstreams upstreams;
        private final UpstreamRefStore lastSeenRefs;
        private final ResolveMirror resolveMirror;
        private final UpstreamClient client;
        private final MirrorLfs lfs;

        Opening(
                GitStorage storage,
                Database database,
                Upstreams upstreams,
                UpstreamRefStore lastSeenRefs,
                ResolveMirror resolveMirror,
                UpstreamClient client,
                MirrorLfs lfs) {
            this.storage = storage;
            this.database = database;
            this.upstreams = upstreams;
            this.lastSeenRefs = lastSeenRefs;
            this.resolveMirror = resolveMirror;
            this.client = client;
            this.lfs = lfs;
        }

        /**
         * The mirror of a lease.
         *
         * @param progress receives how far transfers are
         * @param isCancelled polled during transfers
         */
        StoredMirror open(Lease lease, SyncProgress progress, BooleanSupplier isCancelled) {
            return new StoredMirror(this, lease, progress, isCancelled);
        }
    }
}
