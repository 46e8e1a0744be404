package dev.millrace.githttp.forward;

import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.HttpsPush;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.githttp.installation.Installations;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** Decides whether a push to a repository's own refs stays here or is forwarded to its upstream. */
@ApplicationScoped
public class RoutePush {

    private static final String GITHUB = "github";
    private static final String NOT_SELECTED =
            "%s is public and not selected in an installation of the App of the team: the mirror is read-only until it is";

    private final Installations installations;
    private final ForgeConnections connections;

    RoutePush(Installations installations, ForgeConnections connections) {
        this.installations = installations;
        this.connections = connections;
    }

    /** The decision. */
    public PushRoute handle(StoredRepository repository) {
        Optional<Upstream> upstream = repository.upstream().filter(Upstream::isAttached);
        if (upstream.isPresent()) {
            return following(repository, upstream.get());
        }
        return repository.upstreamKey().map(key -> installed(repository, key)).orElseGet(PushRoute.Local::new);
    }

    private PushRoute following(StoredRepository repository, Upstream upstream) {
        UpstreamOrigin origin = upstream.origin();
        if (origin.operation() == UpstreamOperation.IMPORT) {
            return new PushRoute.ImportRunning(repository.name());
        }
        String fullName = origin.owner() + "/" + origin.name();
        if (origin.mode() == UpstreamMode.PUBLIC) {
            return upstream.readOnly()
                    ? new PushRoute.UpstreamReadOnly(NOT_SELECTED.formatted(fullName))
                    : new PushRoute.Local();
        }
        Optional<String> readOnly = HttpsPush.refusal(origin.provider(), origin.host(), fullName);
        if (readOnly.isPresent()) {
            return new PushRoute.UpstreamReadOnly(readOnly.get());
        }
        return switch (upstream.state()) {
            case RUNNING -> new PushRoute.FirstSyncRunning();
            case WAITING, FAILED -> new PushRoute.NeverSynced(repository.name(), upstream.lastError());
            case SYNCED, DETACHED ->
                origin.mode() == UpstreamMode.GITHUB_APP
                        ? byInstallation(repository, origin.host(), fullName, URI.create(origin.cloneUrl()))
                        : new PushRoute.Forwarded(new Destination(
                                repository.id(),
                                origin.host() + "/" + fullName,
                                URI.create(origin.cloneUrl()),
                                origin.provider(),
                                Optional.empty()));
        };
    }

    /** A mirror that an installation of our App created has the same name as its upstream. */
    private PushRoute installed(StoredRepository repository, String upstreamKey) {
        String instance = upstreamKey.substring(0, Math.max(0, upstreamKey.lastIndexOf(':')));
        return byInstallation(
                repository,
                instance,
                repository.name(),
                connections.gitHubOrUsual(instance).repository(repository.name()));
    }

    private PushRoute byInstallation(StoredRepository repository, String instance, String fullName, URI elsewhere) {
        String owner = fullName.substring(0, Math.max(0, fullName.indexOf('/')));
        Optional<ForgeHost> connected = connections.gitHub(instance);
        URI address = connected.map(forge -> forge.repository(fullName)).orElse(elsewhere);
        return installations
                .find(repository.team(), repository.id(), instance)
                .<PushRoute>map(id -> new PushRoute.Forwarded(
                        new Destination(repository.id(), instance + "/" + fullName, address, GITHUB, Optional.of(id))))
                .orElseGet(() -> new PushRoute.AppNotInstalled(instance + "/" + fullName, repository.team(), owner));
    }
}
