package dev.millrace.sync.pass;

import dev.millrace.forge.InstallationToken;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.sync.queue.Lease;
import dev.millrace.upstream.Credentials;
import dev.millrace.upstream.ResolveOutcome;
import dev.millrace.upstream.ResolveUpstream;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/** Decides with which credential a mirror's upstream is read; to be called for every connection. */
@Singleton
class ResolveMirror {

    private final ResolveUpstream resolve;
    private final Upstreams upstreams;

    ResolveMirror(ResolveUpstream resolve, Upstreams upstreams) {
        this.resolve = resolve;
        this.upstreams = upstreams;
    }

    /**
     * The decision.
     *
     * @param rejected the installation token that the forge just rejected; another one is used then
     */
    ResolveOutcome handle(Lease lease, Optional<InstallationToken> rejected) {
        return resolve.handle(name(lease.cloneUrl()), lease.cloneUrl(), credentials(lease), rejected);
    }

    private Credentials credentials(Lease lease) {
        return switch (lease.mode()) {
            case GITHUB_APP -> new Credentials.Installation(lease.installationId());
            case PUBLIC -> new Credentials.Anonymous();
            case CREDENTIALS ->
                upstreams
                        .credential(lease.repository().id())
                        .<Credentials>map(stored ->
                                new Credentials.Stored(lease.provider(), stored.username(), stored.password()))
                        .orElseGet(Credentials.Anonymous::new);
        };
    }

    /** For messages: {@code gitlab.com/group/project}, without any secret that an address may contain. */
    static String name(String cloneUrl) {
        try {
            URI address = URI.create(cloneUrl);
            if (address.getHost() != null) {
                String port = address.getPort() < 0 ? "" : ":" + address.getPort();
                return address.getHost()
                        + port
                        + String.valueOf(address.getPath()).replaceAll("(\\.git)?/*$", "");
            }
        } catch (IllegalArgumentException malformed) {
            // as below
        }
        return "the upstream";
    }
}
