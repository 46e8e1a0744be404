package dev.millrace.sync.upstream;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.forge.TokenSignals;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.kit.database.Transaction;
import dev.millrace.sync.upstream.UpstreamRow.Mirror;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** What an installation reaches, whether it may be used, and for which team. */
@Singleton
class FollowInstallation {

    private static final Logger LOG = Logger.getLogger(FollowInstallation.class);

    private final UpstreamStore upstreams;
    private final ListStore lists;
    private final ReconcileMirrors mirrors;
    private final RemoveMirror forgetMirror;
    private final IdentifyFollowers identifyFollowers;
    private final InstallationTokens tokens;
    private final ForgeConnections connections;

    FollowInstallation(
            UpstreamStore upstreams,
            ListStore lists,
            ReconcileMirrors mirrors,
            RemoveMirror forgetMirror,
            IdentifyFollowers identifyFollowers,
            InstallationTokens tokens,
            ForgeConnections connections) {
        this.upstreams = upstreams;
        this.lists = lists;
        this.mirrors = mirrors;
        this.forgetMirror = forgetMirror;
        this.identifyFollowers = identifyFollowers;
        this.tokens = tokens;
        this.connections = connections;
    }

    /** @param onlyIfUnknown whether a known installation stays as it is, since the event may be older than its state */
    void changed(Transaction tx, InstallationChanged event, boolean onlyIfUnknown) {
        InstallationRow before = upstreams.lockInstallation(tx, event.instance(), event.installationId());
        lists.noteChange(tx, before);
        if (onlyIfUnknown && isKnown(tx, before)) {
            return;
        }
        if (event.action() == Action.RENAMED) {
            InstallationRow known = before.atForge(event.accountId(), before.forgeState());
            upstreams.save(tx, known);
            if (upstreams.noteName(tx, known, event.asOf())) {
                rename(tx, known, event.accountLogin());
                settleAll(tx, known, "installation renamed");
            } else {
                lists.request(tx, before);
            }
            return;
        }
        boolean isLate = before.isOlder(event.asOf());
        if (isLate && event.action() != Action.DELETED) {
            List<InstalledRepository> unknown = unknown(tx, before, event.repositories());
            list(tx, before, unknown);
            settle(tx, before, ids(unknown), "installation " + word(event.action()));
            lists.request(tx, before);
            return;
        }
        InstallationRow after =
                before.atForge(event.accountId(), forgeState(event, before)).reported(event.asOf());
        upstreams.save(tx, after);
        if (after.forgeState().equals("ACTIVE")) {
            list(tx, after, event.repositories());
        } else {
            forget(tx, new ForgeInstallation(event.instance(), event.installationId()));
        }
        if (event.action() == Action.UNSUSPENDED) {
            lists.request(tx, after);
        }
        settleAll(tx, after, "installation " + word(event.action()));
    }

    /** @param onlyIfUnknown whether known repositories stay as they are, since the event may be older than their state */
    void repositoriesChanged(Transaction tx, InstallationRepositoriesChanged event, boolean onlyIfUnknown) {
        InstallationRow installation = upstreams.lockInstallation(tx, event.instance(), event.installationId());
        lists.noteChange(tx, installation);
        boolean isLate = installation.isOlder(event.asOf());
        if (isLate) {
            lists.request(tx, installation);
        } else {
            upstreams.save(tx, installation.reported(event.asOf()));
        }
        boolean addsOnly = onlyIfUnknown || isLate;
        List<InstalledRepository> added = addsOnly ? unknown(tx, installation, event.added()) : event.added();
        List<InstalledRepository> removed = addsOnly ? List.of() : event.removed();
        list(tx, installation, added);
        unlist(tx, installation, removed.stream().map(InstalledRepository::id).toList());
        settle(tx, installation, ids(added), "added to the installation");
        settle(tx, installation, ids(removed), "removed from the installation");
    }

    /**
     * The forge itself lists these repositories, all of the installation. What is listed differently from what is known is
     * what no event has reported.
     *
     * @return how many repositories that are
     */
    int listed(Transaction tx, InstallationRow installation, List<InstalledRepository> all) {
        Map<String, UpstreamRow> known =
                upstreams.list(tx, installation.instance(), installation.installationId()).stream()
                        .collect(Collectors.toMap(UpstreamRow::forgeId, row -> row));
        Map<String, String> names = all.stream()
                .collect(Collectors.toMap(InstalledRepository::id, InstalledRepository::fullName, (a, b) -> b));
        List<InstalledRepository> added = all.stream()
                .filter(each -> isMissing(tx, installation, Optional.ofNullable(known.get(each.id())), each))
                .toList();
        List<UpstreamRow> removed = new ArrayList<>();
        List<UpstreamRow> renamed = new ArrayList<>();
        for (UpstreamRow row : known.values()) {
            String name = names.get(row.forgeId());
            if (name == null && row.listed()) {
                removed.add(row);
            } else if (name != null && !name.equals(row.fullName())) {
                renamed.add(row);
                rename(tx, installation, row, name);
            }
        }
        list(tx, installation, added);
        unlist(tx, installation, removed.stream().map(UpstreamRow::forgeId).toList());
        Set<String> touched = Stream.concat(
                        added.stream().map(InstalledRepository::id),
                        Stream.concat(removed.stream(), renamed.stream()).map(UpstreamRow::forgeId))
                .collect(Collectors.toSet());
        settle(tx, installation, touched, "compared with the forge");
        return added.size() + renamed.size() + removed.size();
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
        lists.request(tx, after);
        settleAll(tx, after, "installation linked to " + event.team());
    }

    private static String forgeState(InstallationChanged event, InstallationRow before) {
        String asReported = event.suspendedAt().isPresent() ? "SUSPENDED" : "ACTIVE";
        return switch (event.action()) {
            case SUSPENDED -> "SUSPENDED";
            case DELETED -> "REMOVED";
            case UNSUSPENDED -> "ACTIVE";
            case CREATED -> event.asOf().isPresent() ? asReported : "ACTIVE";
            case PERMISSIONS_ACCEPTED -> event.asOf().isPresent() ? asReported : before.forgeState();
            case RENAMED -> before.forgeState();
        };
    }

    private static String word(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private List<InstalledRepository> unknown(
            Transaction tx, InstallationRow installation, List<InstalledRepository> repositories) {
        return repositories.stream()
                .filter(repository -> upstreams
                        .find(tx, installation.instance(), repository.id())
                        .isEmpty())
                .toList();
    }

    /** One that another installation lists stays with it: two Apps may be installed in one account. */
    private boolean isMissing(
            Transaction tx, InstallationRow installation, Optional<UpstreamRow> own, InstalledRepository each) {
        return own.or(() -> upstreams.find(tx, installation.instance(), each.id()))
                .filter(UpstreamRow::listed)
                .isEmpty();
    }

    private void unlist(Transaction tx, InstallationRow installation, List<String> forgeIds) {
        upstreams.unlist(tx, installation.instance(), installation.installationId(), forgeIds);
    }

    private static Set<String> ids(List<InstalledRepository> repositories) {
        return repositories.stream().map(InstalledRepository::id).collect(Collectors.toSet());
    }

    private void settle(Transaction tx, InstallationRow installation, Set<String> forgeIds, String reason) {
        if (forgeIds.isEmpty()) {
            return;
        }
        upstreams.list(tx, installation.instance(), installation.installationId()).stream()
                .filter(upstream -> forgeIds.contains(upstream.forgeId()))
                .forEach(upstream -> mirrors.settle(tx, installation, upstream, reason));
    }

    /** No event of the forge names the repositories of a renamed account; all of them have its new name now. */
    private void rename(Transaction tx, InstallationRow installation, String login) {
        for (UpstreamRow upstream : upstreams.list(tx, installation.instance(), installation.installationId())) {
            String name = upstream.fullName()
                    .substring(Math.max(0, upstream.fullName().indexOf('/')));
            rename(tx, installation, upstream, login + name);
        }
    }

    private void rename(Transaction tx, InstallationRow installation, UpstreamRow upstream, String fullName) {
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
