package dev.millrace.githttp.forward;

import dev.millrace.forge.ForgeCredential;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.GitHubSettings;
import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.git.upstream.UpstreamLogin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.forward.UpstreamFailure.Kind;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.address.OutboundAddresses.Resolved;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds a way to an upstream: whether its host may be connected to, and how to log in. Asked anew for each push, since what
 * a name leads to, what an administrator allows and what a team stored may change between two of them.
 */
@ApplicationScoped
class ReachUpstream {

    private final InstallationTokens tokens;
    private final Upstreams upstreams;
    private final OutboundAddresses addresses;
    private final GitHubSettings gitHub;

    ReachUpstream(InstallationTokens tokens, Upstreams upstreams, OutboundAddresses addresses, GitHubSettings gitHub) {
        this.tokens = tokens;
        this.upstreams = upstreams;
        this.addresses = addresses;
        this.gitHub = gitHub;
    }

    /**
     * The way there.
     *
     * @param refused the token that the forge just did not accept; it gives another one
     * @throws UpstreamFailure if there is none
     */
    UpstreamAccess handle(Destination destination, Optional<InstallationToken> refused) throws UpstreamFailure {
        URI address = URI.create(destination.address().toString().replaceAll("/+$", ""));
        boolean vouchedFor = isVouchedFor(address);
        if (destination.installationId().isPresent()) {
            if (!vouchedFor) {
                throw new UpstreamFailure(
                        Kind.FORBIDDEN,
                        "%s is not at the forge that this platform has an App at".formatted(destination.name()));
            }
            InstallationToken token =
                    token(destination, destination.installationId().get(), refused);
            return UpstreamAccess.of(
                    destination.name(), address, List.of(), Optional.of(ForgeCredential.of(token)), Optional.of(token));
        }
        List<InetAddress> pinned = vouchedFor ? List.of() : checked(destination, address);
        UpstreamLogin login = upstreams
                .login(destination.repositoryId())
                .orElseThrow(() -> new UpstreamFailure(
                        Kind.UNAUTHORIZED,
                        "no login for %s is stored: store one with git-credentials, then push"
                                .formatted(destination.name())));
        return UpstreamAccess.of(
                destination.name(),
                address,
                pinned,
                Optional.of(ForgeCredential.of(
                        destination.provider(), address.getAuthority(), login.username(), login.password())),
                Optional.empty());
    }

    private InstallationToken token(Destination destination, String installation, Optional<InstallationToken> refused)
            throws UpstreamFailure {
        try {
            return refused.isPresent() ? tokens.replace(installation, refused.get()) : tokens.token(installation);
        } catch (ForgeFailure failure) {
            Kind kind = switch (failure.kind()) {
                case AUTHENTICATION_REFUSED, FORBIDDEN, NOT_FOUND, INVALID -> Kind.FORBIDDEN;
                case RATE_LIMITED -> Kind.LIMITED;
                case UNAVAILABLE, AMBIGUOUS, UNEXPECTED -> Kind.UNREACHABLE;
            };
            throw new UpstreamFailure(
                    kind,
                    "the forge gives us no token for %s: %s".formatted(destination.name(), failure.getMessage()),
                    failure);
        }
    }

    private List<InetAddress> checked(Destination destination, URI address) throws UpstreamFailure {
        return switch (addresses.check(address)) {
            case Resolved.Allowed(URI same, List<InetAddress> pinned) -> pinned;
            case Resolved.Refused(String reason) ->
                throw new UpstreamFailure(
                        Kind.UNREACHABLE, "%s cannot be reached: %s".formatted(destination.name(), reason));
        };
    }

    /** What the operator configured is no address that somebody else gave us, and the only place for tokens of our App. */
    private boolean isVouchedFor(URI address) {
        return address.getRawUserInfo() == null
                && Stream.of(gitHub.webUrl(), gitHub.apiUrl())
                        .map(ReachUpstream::origin)
                        .anyMatch(origin(address)::equals);
    }

    /** Scheme, host and port in one form. */
    static String origin(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }
}
