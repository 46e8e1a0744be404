package dev.millrace.sync.upstream;

import dev.millrace.events.access.InstallationLinked.Mirroring;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.CreateOutcome;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RenameOutcome;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.settings.Settings;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Transaction;
import dev.millrace.sync.queue.MirrorQueue;
import dev.millrace.sync.queue.NewMirror;
import dev.millrace.sync.upstream.UpstreamRow.Mirror;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Makes one upstream's mirror match what is known: present and running, parked, or assigned to another team. */
@Singleton
class ReconcileMirrors {

    private static final Logger LOG = Logger.getLogger(ReconcileMirrors.class);

    /** Where HEAD points until the first sync reports it; from then on it follows the upstream. */
    private static final String UNTIL_THE_FIRST_SYNC = "main";

    private final Catalog catalog;
    private final MirrorQueue mirrors;
    private final UpstreamStore upstreams;
    private final Upstreams accounts;
    private final RemoveMirror forgetMirror;
    private final Settings settings;

    ReconcileMirrors(
            Catalog catalog,
            MirrorQueue mirrors,
            UpstreamStore upstreams,
            Upstreams accounts,
            RemoveMirror forgetMirror,
            Settings settings) {
        this.catalog = catalog;
        this.mirrors = mirrors;
        this.upstreams = upstreams;
        this.accounts = accounts;
        this.forgetMirror = forgetMirror;
        this.settings = settings;
    }

    /** @param reason human-readable: why a sync is due if the mirror may run */
    void settle(Transaction tx, InstallationRow installation, UpstreamRow upstream, String reason) {
        Optional<UUID> mirrored = upstream.mirror().map(Mirror::repositoryId);
        if (mirrored.isPresent()
                && forgetMirror.handle(tx, List.of(mirrored.get())).contains(mirrored.get())) {
            return;
        }
        Optional<String> team = upstream.listed() ? installation.usableFor() : Optional.empty();
        if (team.isEmpty()) {
            upstream.mirror().ifPresent(mirror -> mirrors.park(tx, mirror.repositoryId()));
            return;
        }
        boolean isNotAskedFor = mirrored.isEmpty() && installation.mirroring() == Mirroring.REQUESTED;
        if (!upstream.mirrorWanted() || isNotAskedFor) {
            return;
        }
        UpstreamRow kept = upstream.mirror()
                        .filter(mirror -> !mirror.team().equals(team.get()))
                        .isPresent()
                ? removeMirror(tx, upstream)
                : upstream;
        StoredRepository repository =
                kept.mirror().isPresent() ? named(tx, kept, kept.mirror().get()) : made(tx, kept, team.get());
        installation.accountId().ifPresent(account -> accounts.belongsTo(tx, repository.id(), account));
        mirrors.register(
                tx,
                new NewMirror(
                        repository.id(),
                        repository.team(),
                        repository.name(),
                        kept.key(),
                        kept.cloneUrl(),
                        kept.installationId()),
                reason);
    }

    /** The repository is gone at the forge. */
    void delete(Transaction tx, UpstreamRow upstream) {
        if (upstream.mirror()
                .filter(mirror -> settings.isArchived(tx, mirror.repositoryId()))
                .isPresent()) {
            freeze(tx, upstream.mirror().get());
        } else {
            removeMirror(tx, upstream);
        }
        upstreams.remove(tx, upstream);
        LOG.infof("upstream=%s name=%s deleted at the forge", upstream.key(), upstream.fullName());
    }

    /** An archived mirror outlives its upstream. */
    private void freeze(Transaction tx, Mirror mirror) {
        mirrors.park(tx, mirror.repositoryId());
        settings.freeze(tx, mirror.repositoryId(), "the repository was deleted at its forge");
        LOG.infof("repositoryId=%s team=%s is frozen: deleted at the forge", mirror.repositoryId(), mirror.team());
    }

    private UpstreamRow removeMirror(Transaction tx, UpstreamRow upstream) {
        upstream.mirror().ifPresent(mirror -> {
            mirrors.remove(tx, mirror.repositoryId());
            catalog.delete(tx, mirror.repositoryId());
            LOG.infof("repositoryId=%s team=%s taken away", mirror.repositoryId(), mirror.team());
        });
        return upstream.withoutMirror();
    }

    private StoredRepository made(Transaction tx, UpstreamRow upstream, String team) {
        StoredRepository repository = switch (create(tx, upstream, team, upstream.fullName())) {
            case CreateOutcome.NameTaken(StoredRepository holder)
            when accounts.handOver(tx, holder.id(), upstream.instance(), upstream.fullName(), upstream.key()) -> holder;
            case CreateOutcome.NameTaken(StoredRepository holder) -> {
                // both must be reachable; the next event that names it tries the plain name again
                String name = upstream.fullName() + "-" + upstream.forgeId();
                LOG.warnf("name=%s is taken by repositoryId=%s, using %s", upstream.fullName(), holder.id(), name);
                yield create(tx, upstream, team, name).repository();
            }
            case CreateOutcome.Created(StoredRepository created) -> created;
            case CreateOutcome.AlreadyMirrored(StoredRepository mirrored) -> mirrored;
        };
        upstreams.save(tx, upstream.withMirror(new Mirror(repository.id(), team)));
        LOG.infof(
                "repositoryId=%s team=%s name=%s mirrors %s", repository.id(), team, repository.name(), upstream.key());
        return repository;
    }

    private CreateOutcome create(Transaction tx, UpstreamRow upstream, String team, String name) {
        return catalog.create(
                tx,
                new NewRepository(team, new RepositoryName(name), Optional.of(upstream.key()), UNTIL_THE_FIRST_SYNC));
    }

    private StoredRepository named(Transaction tx, UpstreamRow upstream, Mirror mirror) {
        return switch (catalog.rename(tx, mirror.repositoryId(), new RepositoryName(upstream.fullName()))) {
            case RenameOutcome.Renamed(StoredRepository repository) -> repository;
            case RenameOutcome.NameTaken(StoredRepository holder) -> {
                LOG.warnf(
                        "repositoryId=%s cannot be called %s, repositoryId=%s is",
                        mirror.repositoryId(), upstream.fullName(), holder.id());
                yield catalog.find(mirror.repositoryId()).orElseGet(() -> made(tx, upstream, mirror.team()));
            }
            case RenameOutcome.Missing missing -> made(tx, upstream, mirror.team());
        };
    }
}
