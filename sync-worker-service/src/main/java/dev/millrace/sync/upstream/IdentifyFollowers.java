package dev.millrace.sync.upstream;

import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Transaction;
import dev.millrace.sync.queue.MirrorQueue;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Finds repositories that teams made to follow what an event is about, and gives them the forge's number of it: pipelines
 * and insights know it by that number. A number gives access to what the forge reported about the repository, so a team
 * gets it only if the event came through its own installation, or, where no App is involved, if its credentials have read
 * the repository.
 */
@Singleton
class IdentifyFollowers {

    private static final Logger LOG = Logger.getLogger(IdentifyFollowers.class);

    private final Upstreams upstreams;
    private final UpstreamStore installations;
    private final MirrorQueue mirrors;
    private final ForgeConnections connections;

    IdentifyFollowers(
            Upstreams upstreams, UpstreamStore installations, MirrorQueue mirrors, ForgeConnections connections) {
        this.upstreams = upstreams;
        this.installations = installations;
        this.mirrors = mirrors;
        this.connections = connections;
    }

    void handle(Transaction tx, ForgeRepository repository, Optional<String> installationId) {
        Optional<String> team = installationId.flatMap(id -> installations.team(tx, repository.instance(), id));
        if (installationId.isPresent() && team.isEmpty()) {
            return;
        }
        for (UUID id : mirrors.elsewhere(tx, repository.cloneUrl(), repository.key(), team)) {
            follow(tx, id, repository);
        }
        for (UUID id : mirrors.unidentified(tx, repository.cloneUrl(), repository.key(), team)) {
            if ((team.isPresent() || hasRead(tx, id)) && upstreams.identify(tx, id, repository.key())) {
                mirrors.identify(tx, id, repository.key());
                LOG.infof("repositoryId=%s follows %s, %s", id, repository.key(), repository.fullName());
            }
        }
    }

    /** A success from before the credential was stored or rotated proves nothing. */
    private boolean hasRead(Transaction tx, UUID id) {
        return upstreams
                .credentialStoredAt(tx, id)
                .filter(storedAt -> mirrors.hasReadSince(tx, id, storedAt))
                .isPresent();
    }

    /** The upstream was renamed. A credential is sent only to the host that it was stored for. */
    private void follow(Transaction tx, UUID id, ForgeRepository repository) {
        Optional<UpstreamOrigin> origin =
                upstreams.find(tx, id).filter(Upstream::isAttached).map(Upstream::origin);
        if (origin.isEmpty() || !origin.get().host().equalsIgnoreCase(repository.instance())) {
            return;
        }
        Optional<ForgeHost> connected = connections
                .gitHub(repository.instance())
                .filter(forge -> origin.get().mode() == UpstreamMode.GITHUB_APP);
        String cloneUrl = connected
                .map(forge -> forge.repository(repository.fullName()).toString())
                .orElse(repository.cloneUrl());
        boolean sameHost = origin.get()
                .host()
                .equalsIgnoreCase(URI.create(repository.cloneUrl()).getRawAuthority());
        if (!sameHost && origin.get().mode() != UpstreamMode.GITHUB_APP) {
            return;
        }
        int slash = repository.fullName().lastIndexOf('/');
        upstreams.move(
                tx,
                id,
                repository.fullName().substring(0, Math.max(0, slash)),
                repository.fullName().substring(slash + 1),
                cloneUrl);
        mirrors.move(tx, id, cloneUrl);
        LOG.infof("repositoryId=%s follows %s, now at %s", id, repository.key(), repository.fullName());
    }
}
