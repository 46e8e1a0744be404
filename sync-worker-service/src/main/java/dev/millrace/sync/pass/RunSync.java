package dev.millrace.sync.pass;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.sync.lfs.MirrorLfs;
import dev.millrace.sync.queue.Lease;
import dev.millrace.sync.queue.SyncOutcome;
import dev.millrace.upstream.UpstreamClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Makes one pass: determines what the mirror follows, and brings it up to date. */
@Singleton
class RunSync {

    private final GitStorage storage;
    private final Database database;
    private final UpstreamRefStore lastSeenRefs;
    private final Upstreams upstreams;
    private final ResolveMirror resolveMirror;
    private final UpstreamClient client;
    private final MirrorLfs lfs;
    private final Clock clock;

    RunSync(
            GitStorage storage,
            Database database,
            UpstreamRefStore lastSeenRefs,
            Upstreams upstreams,
            ResolveMirror resolveMirror,
            UpstreamClient client,
            MirrorLfs lfs,
            Clock clock) {
        this.storage = storage;
        this.database = database;
        this.lastSeenRefs = lastSeenRefs;
        this.upstreams = upstreams;
        this.resolveMirror = resolveMirror;
        this.client = client;
        this.lfs = lfs;
        this.clock = clock;
    }

    /**
     * The pass.
     *
     * @param progress receives how far the pass is
     * @param isCancelled polled often; once true, the pass ends without having changed anything more
     */
    SyncOutcome run(Lease lease, SyncProgress progress, BooleanSupplier isCancelled) {
        Optional<String> keptHead = Optional.empty();
        if (lease.attached()) {
            Optional<UpstreamOrigin> origin = upstreams
                    .find(lease.repository().id())
                    .filter(Upstream::isAttached)
                    .map(Upstream::origin);
            if (origin.isEmpty()) {
                return new SyncOutcome.Gone();
            }
            keptHead = origin.get().defaultBranch();
        }
        UUID id = lease.repository().id();
        BooleanSupplier isFollowed = () ->
                database.inTransaction(tx -> upstreams.followed(tx, Set.of(id)).contains(id));
        if (!isFollowed.getAsBoolean()) {
            return new SyncOutcome.Gone();
        }
        try {
            return new SyncPass(
                            lease,
                            keptHead,
                            storage,
                            database,
                            lastSeenRefs,
                            resolveMirror,
                            client,
                            clock,
                            lfs,
                            progress,
                            isFollowed,
                            isCancelled)
                    .run();
        } catch (RepositoryMissing e) {
            return new SyncOutcome.Gone();
        }
    }
}
