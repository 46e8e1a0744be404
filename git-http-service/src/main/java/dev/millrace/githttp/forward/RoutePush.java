package dev.millrace.githttp.forward;

import dev.millrace.forge.GitHubSettings;
import dev.millrace.forge.HttpsPush;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.githttp.installation.InstallationStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** Decides whether a push to a repository's own refs stays here or is forwarded to its upstream. */
@ApplicationScoped
public class RoutePush {

    private static final String GITHUB = "github";

    private final InstallationStore installations;
    private final GitHubSettings gitHub;

    RoutePush(InstallationStore installations, GitHubSettings gitHub) {
        this.installations = installations;
        this.gitHub = gitHub;
    }

    /** The decision. */
    public PushRoute handle(StoredRepository repository) {
        Optional<Upstream> upstream = repository.upstream().filter(Upstream::isAttached);
        if (upstream.isPresent()) {
            return following(repository, upstream.get());
        }
        return repository.upstreamKey().map(key -> installed(repository, key)).orElseGet(PushRoute.Here::new);
    }

    private PushRoute following(StoredRepository repository, Upstream upstream) {
        UpstreamOrigin origin = upstream.origin();
        if (origin.operation() == UpstreamOperation.IMPORT) {
            return new PushRoute.Closed(
                    409, "%s is being imported: push when that is done".formatted(repository.name()));
        }
        if (origin.mode() == UpstreamMode.PUBLIC) {
            return new PushRoute.Here();
        }
        String fullName = origin.owner() + "/" + origin.name();
        Optional<String> readOnly = HttpsPush.refusal(origin.provider(), origin.host(), fullName);
        if (readOnly.isPresent()) {
            return new PushRoute.Closed(403, readOnly.get());
        }
        return switch (upstream.state()) {
            case RUNNING -> new PushRoute.Closed(409, "repository sync in progress. please retry shortly");
            case WAITING, FAILED -> new PushRoute.Closed(409, notYetRead(repository, upstream));
            case SYNCED, DETACHED ->
                origin.mode() == UpstreamMode.GITHUB_APP
                        ? byInstallation(repository, origin.host(), fullName, URI.create(origin.cloneUrl()))
                        : new PushRoute.There(new Destination(
                                repository.id(),
                                origin.host() + "/" + fullName,
                                URI.create(origin.cloneUrl()),
                                origin.provider(),
                                Optional.empty()));
        };
    }

    private static String notYetRead(StoredRepository repository, Upstream upstream) {
        return upstream.lastError()
                .map(error -> "%s could not be read from its upstream yet (%s), so nothing can be pushed to it"
                        .formatted(repository.name(), error))
                .orElseGet(() -> "%s was not read from its upstream yet: ask for it with pull-upstream, then push"
                        .formatted(repository.name()));
    }

    /** A mirror that an installation of our App created has the same name as its upstream. */
    private PushRoute installed(StoredRepository repository, String upstreamKey) {
        String instance = upstreamKey.substring(0, Math.max(0, upstreamKey.lastIndexOf(':')));
        return byInstallation(repository, instance, repository.name(), gitHub.repository(repository.name()));
    }

    private PushRoute byInstallation(StoredRepository repository, String instance, String fullName, URI elsewhere) {
        String owner = fullName.substring(0, Math.max(0, fullName.indexOf('/')));
        URI address = instance.equalsIgnoreCase(gitHub.instance()) ? gitHub.repository(fullName) : elsewhere;
        return installations
                .installation(repository.team(), instance, owner)
                .<PushRoute>map(id -> new PushRoute.There(
                        new Destination(repository.id(), instance + "/" + fullName, address, GITHUB, Optional.of(id))))
                .orElseGet(() -> new PushRoute.Closed(
                        403,
                        "%s/%s takes pushes through the App only, and the team '%s' has no active installation of it on '%s'"
                                .formatted(instance, fullName, repository.team(), owner)));
    }
}
