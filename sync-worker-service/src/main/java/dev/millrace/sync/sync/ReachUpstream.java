package dev.millrace.sync.sync;

import dev.millrace.forge.ForgeCredential;
import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.address.OutboundAddresses.Resolved;
import dev.millrace.kit.trust.TrustedCertificates;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * Decides whether an upstream may be connected to, and how to log in there. Asked anew for every connection: what a name
 * leads to, what an administrator allows and what a team stored may change between two of them.
 */
@Singleton
class ReachUpstream {

    private final InstallationTokens tokens;
    private final Upstreams upstreams;
    private final UpstreamHosts hosts;
    private final OutboundAddresses addresses;
    private final SSLSocketFactory tls;

    ReachUpstream(
            InstallationTokens tokens,
            Upstreams upstreams,
            UpstreamHosts hosts,
            OutboundAddresses addresses,
            TrustedCertificates trusted) {
        this.tokens = tokens;
        this.upstreams = upstreams;
        this.hosts = hosts;
        this.addresses = addresses;
        this.tls = trusted.sockets();
    }

    /**
     * The decision.
     *
     * @param refused the token that the forge just did not accept
     * @throws dev.millrace.forge.ForgeFailure if there is no token to be had
     */
    ReachOutcome handle(Lease lease, Optional<InstallationToken> refused) {
        boolean vouchedFor = hosts.mayHaveToken(lease.cloneUrl());
        if (lease.mode() == UpstreamMode.GITHUB_APP) {
            return vouchedFor
                    ? byInstallation(lease, refused)
                    : new ReachOutcome.Forbidden(
                            "the clone address %s is not at the configured forge".formatted(lease.cloneUrl()));
        }
        Optional<URI> address = parsed(lease.cloneUrl());
        if (address.isEmpty()) {
            return new ReachOutcome.Unreachable("the clone address is malformed");
        }
        if (vouchedFor) {
            return new ReachOutcome.Reached(access(lease, address.get(), List.of()), Optional.empty());
        }
        return switch (addresses.check(address.get())) {
            case Resolved.Allowed(URI checked, List<InetAddress> pinned) ->
                new ReachOutcome.Reached(access(lease, checked, pinned), Optional.empty());
            case Resolved.Refused(String reason) -> new ReachOutcome.Unreachable(reason);
        };
    }

    private ReachOutcome byInstallation(Lease lease, Optional<InstallationToken> refused) {
        if (lease.installationId().isEmpty()) {
            return new ReachOutcome.Forbidden("no installation of the App reaches the repository");
        }
        String installation = lease.installationId().get();
        InstallationToken token =
                refused.map(old -> tokens.replace(installation, old)).orElseGet(() -> tokens.token(installation));
        return new ReachOutcome.Reached(
                UpstreamAccess.of(URI.create(lease.cloneUrl()), List.of(), Optional.of(ForgeCredential.of(token)), tls),
                Optional.of(token));
    }

    private UpstreamAccess access(Lease lease, URI address, List<InetAddress> pinned) {
        Optional<ForgeCredential> credential = lease.mode() == UpstreamMode.CREDENTIALS
                ? upstreams
                        .login(lease.repository().id())
                        .map(stored -> ForgeCredential.of(
                                lease.provider(), address.getRawAuthority(), stored.username(), stored.password()))
                : Optional.empty();
        return UpstreamAccess.of(address, pinned, credential, tls);
    }

    private static Optional<URI> parsed(String cloneUrl) {
        try {
            return Optional.of(URI.create(cloneUrl)).filter(address -> address.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
