package dev.millrace.sync.pass;

import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.sync.queue.Lease;
import dev.millrace.sync.queue.SyncOutcome;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Makes one pass: determines what the mirror follows, and brings it up to date. */
@Singleton
class RunSync {

    private final Upstreams upstreams;
    private final StoredMirror.Opening mirrors;
    private final Clock clock;

    RunSync(Upstreams upstreams, StoredMirror.Opening mirrors, Clock clock) {
        this.upstreams = upstreams;
        this.mirrors = mirrors;
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
        LeasedMirror mirror = mirrors.open(lease, progress, isCancelled);
        if (!mirror.isFollowed()) {
            return new SyncOutcome.Gone();
        }
        try {
            return new SyncPass(lease, keptHead, mirror, clock, progress, isCancelled).run();
        } catch (RepositoryMissing e) {
            return new SyncOutcome.Gone();
        }
    }
}
