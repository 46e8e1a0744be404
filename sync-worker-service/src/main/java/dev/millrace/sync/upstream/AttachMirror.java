package dev.millrace.sync.upstream;

import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Transaction;
import dev.millrace.sync.queue.MirrorQueue;
import dev.millrace.sync.queue.MirrorQueue.Registration;
import dev.millrace.sync.queue.NewMirror;
import dev.millrace.sync.upstream.UpstreamStore.Reached;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Creates the mirror of a repository that a team made to follow an upstream, and keeps the mirror's App access up to date:
 * it is parked while no installation of the team reaches the upstream, and runs again once one does. The forge's number of
 * the upstream is withdrawn from a mirror whose team has lost its access.
 */
@Singleton
class AttachMirror {

    private static final Logger LOG = Logger.getLogger(AttachMirror.class);
    private static final String NOT_INSTALLED =
            "the App is not installed for %s, or its installation is suspended or not linked to the team";
    private static final String NOT_READ =
            "no installation of the team lists %s, and the stored credentials do not read it";

    private final Upstreams upstreams;
    private final UpstreamStore installations;
    private final Catalog catalog;
    private final MirrorQueue mirrors;
    private final RemoveMirror forgetMirror;
    private final ForgeConnections connections;

    AttachMirror(
            Upstreams upstreams,
            UpstreamStore installations,
            Catalog catalog,
            MirrorQueue mirrors,
            RemoveMirror forgetMirror,
            ForgeConnections connections) {
        this.upstreams = upstreams;
        this.installations = installations;
        this.catalog = catalog;
        this.mirrors = mirrors;
        this.forgetMirror = forgetMirror;
        this.connections = connections;
    }

    /**
     * Makes the mirror match what is known; does nothing if it already does. A mirror that no longer follows anything is
     * removed.
     *
     * @param reason human-readable: why a sync is due if the mirror is new or runs again
     */
    void settle(Transaction tx, UUID repositoryId, String reason) {
        Optional<Upstream> upstream = upstreams.find(tx, repositoryId).filter(Upstream::isAttached);
        Optional<UpstreamOrigin> origin = upstream.map(Upstream::origin);
        if (origin.isEmpty()) {
            if (mirrors.find(tx, repositoryId).isPresent()) {
                forgetMirror.handle(tx, List.of(repositoryId));
            }
            return;
        }
        Optional<Registration> known = mirrors.find(tx, repositoryId);
        if (origin.get().mode() == UpstreamMode.GITHUB_APP) {
            catalog.find(repositoryId).ifPresent(found -> byInstallation(tx, found, origin.get(), known, reason));
            return;
        }
        if (known.isEmpty()) {
            catalog.find(repositoryId)
                    .ifPresent(found ->
                            register(tx, found, origin.get(), origin.get().cloneUrl(), Optional.empty(), reason));
        }
        if (origin.get().mode() == UpstreamMode.CREDENTIALS
                && origin.get().operation() == UpstreamOperation.SYNC
                && connections.gitHub(origin.get().host()).isPresent()) {
            catalog.find(repositoryId).ifPresent(found -> byCredentials(tx, found, upstream.get(), known));
        }
    }

    private void byCredentials(
            Transaction tx, StoredRepository repository, Upstream upstream, Optional<Registration> known) {
        Optional<String> key = known.flatMap(Registration::upstreamKey);
        Optional<String> reached =
                reached(tx, repository, upstream.origin(), key).map(Reached::upstreamKey);
        if (reached.isPresent() && !reached.equals(key)) {
            // the mirror's row first, as the end of a sync locks them
            mirrors.identify(tx, repository.id(), reached.get());
            upstreams.identify(tx, repository.id(), reached.get());
        }
        boolean neverRead = upstream.state() != Upstream.State.SYNCED;
        if (reached.isEmpty()
                && key.isPresent()
                && (neverRead || known.filter(Registration::refused).isPresent())) {
            unidentify(tx, repository.id(), NOT_READ.formatted(fullName(upstream.origin())));
        }
    }

    private void unidentify(Transaction tx, UUID repositoryId, String reason) {
        if (mirrors.unidentify(tx, repositoryId, reason)) {
            upstreams.unidentify(tx, repositoryId);
            LOG.infof("repositoryId=%s is not known by the forge's number any more: %s", repositoryId, reason);
        }
    }

    private void byInstallation(
            Transaction tx,
            StoredRepository repository,
            UpstreamOrigin origin,
            Optional<Registration> known,
            String reason) {
        String fullName = fullName(origin);
        Optional<Reached> reached = reached(tx, repository, origin, known.flatMap(Registration::upstreamKey));
        Optional<String> installation = reached.map(Reached::installationId);
        if (reached.isPresent()) {
            String key = reached.get().upstreamKey();
            reached.get().accountId().ifPresent(account -> upstreams.belongsTo(tx, repository.id(), account));
            boolean same = known.filter(mirror -> !mirror.parked()
                            && mirror.installationId().equals(installation)
                            && mirror.upstreamKey().filter(key::equals).isPresent())
                    .isPresent();
            if (!same) {
                register(tx, repository, origin, cloneUrl(origin, fullName), reached, reason);
                upstreams.identify(tx, repository.id(), key);
            }
            return;
        }
        if (known.isEmpty()) {
            register(tx, repository, origin, cloneUrl(origin, fullName), Optional.empty(), reason);
        }
        // each time: a new request made the first sync count as running, and nothing runs
        upstreams.failed(tx, repository.id(), NOT_INSTALLED.formatted(fullName));
        if (known.flatMap(Registration::upstreamKey).isPresent()) {
            unidentify(tx, repository.id(), NOT_INSTALLED.formatted(fullName));
        }
        if (known.filter(Registration::parked).isEmpty()) {
            mirrors.park(tx, repository.id());
            LOG.infof("repositoryId=%s parked: %s", repository.id(), NOT_INSTALLED.formatted(fullName));
        }
    }

    private void register(
            Transaction tx,
            StoredRepository repository,
            UpstreamOrigin origin,
            String cloneUrl,
            Optional<Reached> reached,
            String reason) {
        mirrors.register(
                tx,
                new NewMirror(
                        repository.id(),
                        repository.team(),
                        repository.name(),
                        reached.map(Reached::upstreamKey),
                        cloneUrl,
                        reached.map(Reached::installationId),
                        origin.mode(),
                        true,
                        origin.provider()),
                reason);
        LOG.infof(
                "repositoryId=%s team=%s name=%s follows %s",
                repository.id(), repository.team(), repository.name(), cloneUrl);
    }

    private Optional<Reached> reached(
            Transaction tx, StoredRepository repository, UpstreamOrigin origin, Optional<String> key) {
        return installations.reached(tx, repository.team(), origin.host(), key, fullName(origin));
    }

    private static String fullName(UpstreamOrigin origin) {
        return origin.owner() + "/" + origin.name();
    }

    /** Tokens are sent only to the address that the forge was connected with. */
    private String cloneUrl(UpstreamOrigin origin, String fullName) {
        Optional<ForgeHost> connected = connections.gitHub(origin.host());
        return connected.map(forge -> forge.repository(fullName).toString()).orElse(origin.cloneUrl());
    }
}
