package dev.millrace.sync.upstream;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.forge.TokenSignals;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.kit.database.Transaction;
import dev.millrace.sync.upstream.UpstreamRow.Mirror;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What an installation reaches, whether it may be used, and for which team. */
@Singleton
class FollowInstallation {

    private static final Logger LOG = Logger.getLogger(FollowInstallation.class);

    private final UpstreamStore upstreams;
    private final ReconcileMirrors mirrors;
    private final RemoveMirror forgetMirror;
    private final IdentifyFollowers identifyFollowers;
    private final InstallationTokens tokens;
    private final ForgeConnections connections;

    FollowInstallation(
            UpstreamStore upstreams,
            ReconcileMirrors mirrors,
            RemoveMirror forgetMirror,
            IdentifyFollowers identifyFollowers,
            InstallationTokens tokens,
            ForgeConnections connections) {
        this.upstreams = upstreams;
        this.mirrors = mirrors;
        this.forgetMirror = forgetMirror;
        this.identifyFollowers = identifyFollowers;
        this.tokens = tokens;
        this.connections = connections;
    }

    /** @param onlyIfUnknown whether a known installation stays as it is, since the event may be older than its state */
    void changed(Transaction tx, InstallationChanged event, boolean onlyIfUnknown) {
        InstallationRow before = upstreams.lockInstallation(tx, event.instance(), event.installationId());
        if (onlyIfUnknown && isKnown(tx, before)) {
            return;
        }
        InstallationRow after = before.atForge(
                event.accountId(),
                switch (event.action()) {
                    case CREATED, UNSUSPENDED -> "ACTIVE";
                    case SUSPENDED -> "SUSPENDED";
                    case DELETED -> "REMOVED";
                    case PERMISSIONS_ACCEPTED, RENAMED -> before.forgeState();
                });
        upstreams.save(tx, after);
        if (event.action() == InstallationChanged.Action.RENAMED) {
            rename(tx, after, event.accountLogin());
        }
        if (after.forgeState().equals("ACTIVE")) {
            list(tx, after, event.repositories());
        } else {
            forget(tx, new ForgeInstallation(event.instance(), event.installationId()));
        }
        settleAll(tx, after, "installation " + event.action().name().toLowerCase(Locale.ROOT));
    }

    /** @param onlyIfUnknown whether known repositories stay as they are, since the event may be older than their state */
    void repositoriesChanged(Transaction tx, InstallationRepositoriesChanged event, boolean onlyIfUnknown) {
        InstallationRow installation = upstreams.lockInstallation(tx, event.instance(), event.installationId());
        List<InstalledRepository> added = event.added().stream()
                .filter(repository -> !onlyIfUnknown
                        || upstreams.find(tx, event.instance(), repository.id()).isEmpty())
                .toList();
        List<InstalledRepository> removed = onlyIfUnknown ? List.of() : event.removed();
        list(tx, installation, added);
        upstreams.unlist(
                tx,
                event.instance(),
                event.installationId(),
                removed.stream().map(InstalledRepository::id).toList());
        var touched = new HashSet<String>();
        added.forEach(repository -> touched.add(repository.id()));
        removed.forEach(repository -> touched.add(repository.id()));
        upstreams.list(tx, event.instance(), event.installationId()).stream()
                .filter(upstream -> touched.contains(upstream.forgeId()))
                .forEach(upstream -> mirrors.settle(tx, installation, upstream, "added to the installation"));
    }

    void linked(Transaction tx, InstallationLinked event) {
        InstallationRow before = upstreams.lockInstallation(tx, event.instance(), event.installationId());
        InstallationRow after = before.linked(event);
        if (after.equals(before)) {
            return;
        }
        upstreams.save(tx, after);
        if (after.hasLinkOf(before)) {
            return;
        }
        if (!after.team().equals(before.team())) {
            upstreams.wantAll(tx, event.instance(), event.installationId());
        }
        if (event.state() != InstallationLinked.State.ACTIVE) {
            forget(tx, new ForgeInstallation(event.instance(), event.installationId()));
        }
        settleAll(tx, after, "installation linked to " + event.team());
    }

    /** No event of the forge names the repositories of a renamed account; all of them have its new name now. */
    private void rename(Transaction tx, InstallationRow installation, String login) {
        for (UpstreamRow upstream : upstreams.list(tx, installation.instance(), installation.installationId())) {
            String fullName = login
                    + upstream.fullName()
                            .substring(Math.max(0, upstream.fullName().indexOf('/')));
            String cloneUrl = cloneUrl(installation.instance(), fullName);
            upstreams.save(tx, upstream.named(fullName, cloneUrl));
            identifyFollowers.handle(
                    tx,
                    new ForgeRepository(
                            upstream.instance(),
                            upstream.forgeId(),
                            fullName,
                            cloneUrl,
                            "main",
                            true,
                            false,
                            installation.accountId()),
                    Optional.of(installation.installationId()));
        }
    }

    private boolean isKnown(Transaction tx, InstallationRow installation) {
        return installation.team().isPresent()
                || !installation.forgeState().equals("ACTIVE")
                || !upstreams
                        .list(tx, installation.instance(), installation.installationId())
                        .isEmpty();
    }

    private void list(Transaction tx, InstallationRow installation, List<InstalledRepository> repositories) {
        for (InstalledRepository repository : repositories) {
            Optional<UpstreamRow> known = upstreams.find(tx, installation.instance(), repository.id());
            upstreams.save(
                    tx,
                    new UpstreamRow(
                            installation.instance(),
                            repository.id(),
                            installation.installationId(),
                            // forge.scm knows the newer name and address of a known repository
                            known.map(UpstreamRow::fullName).orElse(repository.fullName()),
                            known.map(UpstreamRow::cloneUrl)
                                    .orElseGet(() -> cloneUrl(installation.instance(), repository.fullName())),
                            true,
                            true,
                            // one that no longer follows anything is left alone, and another is created
                            known.flatMap(UpstreamRow::mirror).filter(mirror -> isFollowed(tx, mirror))));
        }
    }

    /** Here at once, and in all other processes when the transaction is committed. */
    private void forget(Transaction tx, ForgeInstallation installation) {
        tokens.forget(installation);
        TokenSignals.send(tx);
    }

    private boolean isFollowed(Transaction tx, Mirror mirror) {
        return forgetMirror.handle(tx, List.of(mirror.repositoryId())).isEmpty();
    }

    private void settleAll(Transaction tx, InstallationRow installation, String reason) {
        List<UpstreamRow> all = upstreams.list(tx, installation.instance(), installation.installationId());
        all.forEach(upstream -> mirrors.settle(tx, installation, upstream, reason));
        LOG.infof(
                "installation=%s team=%s link=%s forge=%s repositories=%d",
                installation.installationId(),
                installation.team().orElse("none"),
                installation.linkState(),
                installation.forgeState(),
                all.size());
    }

    private String cloneUrl(String instance, String fullName) {
        return connections.gitHubOrUsual(instance).repository(fullName).toString();
    }
}
