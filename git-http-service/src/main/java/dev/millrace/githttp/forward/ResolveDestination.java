package dev.millrace.githttp.forward;

import dev.millrace.forge.InstallationToken;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.upstream.Credentials;
import dev.millrace.upstream.ResolveUpstream;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Decides which credential is used for a destination of pushes; to be called for every push. */
@ApplicationScoped
class ResolveDestination {

    private final ResolveUpstream resolve;
    private final Upstreams upstreams;

    ResolveDestination(ResolveUpstream resolve, Upstreams upstreams) {
        this.resolve = resolve;
        this.upstreams = upstreams;
    }

    /**
     * The access.
     *
     * @param rejected the installation token that the forge just did not accept; another one is used then
     * @throws UpstreamException if there is none
     */
    UpstreamAccess handle(Destination destination, Optional<InstallationToken> rejected) throws UpstreamException {
        Credentials credentials = destination.installationId().isPresent()
                ? new Credentials.Installation(destination.installationId())
                : stored(destination);
        return resolve.handle(destination.name(), destination.address().toString(), credentials, rejected)
                .orThrow();
    }

    private Credentials stored(Destination destination) throws UpstreamException {
        return upstreams
                .credential(destination.repositoryId())
                .map(stored -> new Credentials.Stored(destination.provider(), stored.username(), stored.password()))
                .orElseThrow(() -> new UpstreamException(new UpstreamFailure.CredentialRejected(
                        "no credential for %s is stored: store one with git-credentials, then push"
                                .formatted(destination.name()))));
    }
}
