package dev.millrace.sync.queue;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.sync.SyncConfig;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What others may do with a mirror. Everything is part of the caller's transaction and wakes the workers at its commit. */
@Singleton
public final class MirrorQueue {

    /** The signal that a mirror may be due. */
    public static final String WORK = "sync_work";

    private final MirrorStore mirrors;
    private final UpstreamKeyStore keys;
    private final AwaitedCommitStore awaited;
    private final Outbox outbox;
    private final SyncConfig config;
    private final Clock clock;

    MirrorQueue(
            MirrorStore mirrors,
            UpstreamKeyStore keys,
            AwaitedCommitStore awaited,
            Outbox outbox,
            SyncConfig config,
            Clock clock) {
        this.mirrors = mirrors;
        this.keys = keys;
        this.awaited = awaited;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
    }

    /** Adds a mirror, or gives it this address and lets it run again if it was parked; a sync is due immediately. */
    public void register(Transaction tx, NewMirror mirror, String reason) {
        mirrors.save(tx, mirror, reason);
        Signals.send(tx, WORK);
    }

    /** As {@link #request(Transaction, UUID, SyncRequest)}. */
    public boolean request(Transaction tx, UUID repositoryId, String reason) {
        return request(tx, repositoryId, new SyncRequest(reason));
    }

    /**
     * Requests a sync. Any number of requests before a pass begins result in one pass; a request during a pass results in
     * one more. A mirror that waits because its credentials were rejected is tried again, one whose installation is gone is
     * not. Where a commit is named and the upstream does not list it yet, passes follow each other until it is here or its
     * time has expired.
     *
     * @return whether such a mirror exists
     */
    public boolean request(Transaction tx, UUID repositoryId, SyncRequest request) {
        boolean found = mirrors.request(tx, repositoryId, request.reason());
        if (found) {
            request.demanded().ifPresent(ref -> mirrors.demand(tx, repositoryId, ref, config.demandedRefs()));
            request.after().ifPresent(commit -> awaited.add(tx, repositoryId, commit, config.awaitCommit()));
            Signals.send(tx, WORK);
        }
        return found;
    }

    /**
     * Requests a sync of the mirrors of an upstream that a team created by itself, found by address or by key.
     *
     * @param upstreamKey {@code instance:id}
     * @param team whose; empty for those of all teams
     */
    public void requestFollowers(
            Transaction tx, String cloneUrl, String upstreamKey, Optional<String> team, SyncRequest request) {
        mirrors.attachedTo(tx, Budgets.address(cloneUrl), upstreamKey, team).forEach(id -> request(tx, id, request));
    }

    /**
     * Locks mirrors of an address that a team created by itself and that are not known by this key yet.
     *
     * @param team whose; empty for those of all teams
     */
    public List<UUID> unidentified(Transaction tx, String cloneUrl, String upstreamKey, Optional<String> team) {
        return keys.unidentified(tx, Budgets.address(cloneUrl), upstreamKey, team);
    }

    /**
     * Locks mirrors of the upstream that a team created by itself and that are read from another address.
     *
     * @param team whose; empty for those of all teams
     */
    public List<UUID> elsewhere(Transaction tx, String cloneUrl, String upstreamKey, Optional<String> team) {
        return keys.elsewhere(tx, Budgets.address(cloneUrl), upstreamKey, team);
    }

    /** The forge's number of a mirror's upstream is known; a sync is due, whose events carry it to the other services. */
    public void identify(Transaction tx, UUID repositoryId, String upstreamKey) {
        keys.identify(tx, repositoryId, upstreamKey);
        request(tx, repositoryId, "its upstream is known to be " + upstreamKey);
    }

    /**
     * The team has no access to the upstream of a mirror that it created by itself: the forge's number is withdrawn, and an
     * event without it makes the other services drop it. A mirror that an installation of the team lists keeps the number.
     *
     * @param reason human-readable: why there is no access
     * @return whether it was withdrawn
     */
    public boolean unidentify(Transaction tx, UUID repositoryId, String reason) {
        Optional<MirroredRepository> withdrawn = keys.unidentify(tx, repositoryId);
        withdrawn.ifPresent(repository -> outbox.add(
                tx,
                new SyncFailed(
                        UUID.randomUUID(), repository, UUID.randomUUID(), reason, Optional.empty(), clock.instant())));
        return withdrawn.isPresent();
    }

    /** Whether the last sync authenticated with the team's credentials, began after this time and succeeded. */
    public boolean hasReadSince(Transaction tx, UUID repositoryId, Instant time) {
        return keys.hasReadSince(tx, repositoryId, time);
    }

    /** From now on a mirror is read from this address. */
    public void move(Transaction tx, UUID repositoryId, String cloneUrl) {
        mirrors.move(tx, repositoryId, cloneUrl, Budgets.address(cloneUrl));
    }

    /** Whose tokens a mirror is read with, and whether it may run; empty if there is no such mirror. */
    public Optional<Registration> find(Transaction tx, UUID repositoryId) {
        return mirrors.registration(tx, repositoryId);
    }

    /**
     * Mirrors that teams created by themselves and that wait for an installation, or that fail and are known by the forge's
     * number.
     */
    public List<UUID> attachedAndWaiting(Transaction tx) {
        return mirrors.attachedAndWaiting(tx);
    }

    /** One page of all mirrors, in the order of their ids; {@code after} is the last of the page before. */
    public List<UUID> page(Transaction tx, Optional<UUID> after, int limit) {
        return mirrors.page(tx, after, limit);
    }

    /** Stops syncs until the mirror is registered again: its installation is suspended, removed or no longer lists it. */
    public void park(Transaction tx, UUID repositoryId) {
        mirrors.park(tx, repositoryId);
    }

    /** Removes a mirror; the repository is not touched. */
    public void remove(Transaction tx, UUID repositoryId) {
        mirrors.remove(tx, repositoryId);
    }

    /**
     * What is known of a mirror.
     *
     * @param installationId whose tokens it is read with
     * @param upstreamKey {@code instance:id} of its upstream, once it is known
     * @param parked whether its installation may not be used
     * @param refused whether the upstream rejected the credentials
     */
    public record Registration(
            Optional<String> installationId, Optional<String> upstreamKey, boolean parked, boolean refused) {}
}
