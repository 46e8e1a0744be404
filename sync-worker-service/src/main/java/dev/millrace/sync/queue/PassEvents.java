package dev.millrace.sync.queue;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.git.upstream.UpstreamMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The events of a pass. A requested pass is announced when it begins, a poll only when it has news. */
final class PassEvents {

    private PassEvents() {}

    static SyncStarted started(Lease lease, MirroredRepository repository, Instant at) {
        return new SyncStarted(
                EventIds.of("git.sync.started", lease.syncId()), repository, lease.syncId(), lease.cause(), at);
    }

    /** @param repository as it is known now */
    static List<Event> of(Lease lease, Ending.Succeeded ending, MirroredRepository repository) {
        if (!ending.isNews()) {
            return List.of();
        }
        return announced(
                lease,
                repository,
                ending.endedAt(),
                new SyncSucceeded(
                        EventIds.of("git.sync.succeeded", lease.syncId()),
                        repository,
                        lease.syncId(),
                        ending.equal().refsMoved(),
                        ending.equal().refsVersion(),
                        Optional.of(lease.cloneUrl()),
                        lease.mode() == UpstreamMode.GITHUB_APP ? lease.installationId() : Optional.empty(),
                        ending.equal().checkedAt()));
    }

    /** @param repository as it is known now */
    static List<Event> of(Lease lease, Ending.Failed ending, MirroredRepository repository) {
        return announced(
                lease,
                repository,
                ending.failedAt(),
                new SyncFailed(
                        EventIds.of("git.sync.failed", lease.syncId()),
                        repository,
                        lease.syncId(),
                        ending.reason(),
                        ending.isRefused() ? Optional.empty() : ending.run().retryAt(),
                        ending.failedAt()));
    }

    private static List<Event> announced(Lease lease, MirroredRepository repository, Instant at, Event end) {
        List<Event> events = new ArrayList<>();
        if (!lease.requested()) {
            events.add(started(lease, repository, at));
        }
        events.add(end);
        return events;
    }
}
