package dev.millrace.sync.upstream;

import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.kit.database.Transaction;
import dev.millrace.sync.queue.MirrorQueue;
import dev.millrace.sync.queue.SyncRequest;
import dev.millrace.sync.upstream.UpstreamRow.Mirror;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What the events of a repository report: it moved, was renamed, or is gone. */
@Singleton
class FollowUpstream {

    private final UpstreamStore upstreams;
    private final IdentifyFollowers identifyFollowers;
    private final ReconcileMirrors mirrors;
    private final MirrorQueue queue;

    FollowUpstream(
            UpstreamStore upstreams, IdentifyFollowers identifyFollowers, ReconcileMirrors mirrors, MirrorQueue queue) {
        this.upstreams = upstreams;
        this.identifyFollowers = identifyFollowers;
        this.mirrors = mirrors;
        this.queue = queue;
    }

    /**
     * Something happened in a repository: its mirror is due. A mirror that we did not know, or knew under another name,
     * address or installation, is reconciled first: that repairs a lost rename and a lost installation event. One that the
     * installation no longer lists stays so.
     */
    void seen(Transaction tx, ForgeRepository repository, Optional<String> installationId, SyncRequest request) {
        mentioned(tx, repository, installationId);
        queue.requestFollowers(tx, repository.cloneUrl(), repository.key(), Optional.empty(), request);
        Optional<UpstreamRow> known = upstreams.find(tx, repository.instance(), repository.id());
        Optional<String> installation = installationId.or(() -> known.map(UpstreamRow::installationId));
        if (installation.isEmpty()) {
            return;
        }
        boolean same = known.filter(row -> row.fullName().equals(repository.fullName())
                        && row.cloneUrl().equals(repository.cloneUrl())
                        && row.installationId().equals(installation.get()))
                .isPresent();
        if (!same) {
            settle(tx, repository, installation.get(), request.reason());
        }
        if (same || request.ref().isPresent()) {
            upstreams
                    .find(tx, repository.instance(), repository.id())
                    .flatMap(UpstreamRow::mirror)
                    .map(Mirror::repositoryId)
                    .ifPresent(id -> queue.request(tx, id, request));
        }
    }

    /** Makes the mirrors of a repository due, as far as they are known. */
    void syncKnown(Transaction tx, ForgeRepository repository, SyncRequest request) {
        queue.requestFollowers(tx, repository.cloneUrl(), repository.key(), Optional.empty(), request);
        upstreams
                .find(tx, repository.instance(), repository.id())
                .flatMap(UpstreamRow::mirror)
                .ifPresent(mirror -> queue.request(tx, mirror.repositoryId(), request));
    }

    /**
     * Something happened in a repository of a forge that a team connected: its mirrors of that address are due. The forge's
     * number is not recorded for them, since it gives access to what others reported under it, and the team can claim any.
     */
    void seenByTeam(Transaction tx, String team, ForgeRepository repository, SyncRequest request) {
        queue.requestFollowers(tx, repository.cloneUrl(), repository.key(), Optional.of(team), request);
    }

    /** An event that moves no refs; it still identifies the upstream that other mirrors follow. */
    void mentioned(Transaction tx, ForgeRepository repository, Optional<String> installationId) {
        identifyFollowers.handle(tx, repository, installationId);
    }

    void deleted(Transaction tx, ForgeRepository repository) {
        upstreams.find(tx, repository.instance(), repository.id()).ifPresent(row -> mirrors.delete(tx, row));
    }

    private void settle(Transaction tx, ForgeRepository repository, String installationId, String reason) {
        InstallationRow installation = upstreams.lockInstallation(tx, repository.instance(), installationId);
        Optional<UpstreamRow> known = upstreams.find(tx, repository.instance(), repository.id());
        boolean listed = known.filter(row -> row.installationId().equals(installationId))
                .map(UpstreamRow::listed)
                .orElse(true);
        var row = new UpstreamRow(
                repository.instance(),
                repository.id(),
                installationId,
                repository.fullName(),
                repository.cloneUrl(),
                listed,
                known.map(UpstreamRow::mirrorWanted).orElse(true),
                known.flatMap(UpstreamRow::mirror));
        upstreams.save(tx, row);
        mirrors.settle(tx, installation, row, reason);
    }
}
