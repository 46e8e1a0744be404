package dev.millrace.upstream;

import dev.millrace.forge.ForgeCredential;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.forge.Redactor;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.address.OutboundAddresses.Resolved;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether an upstream may be connected to, at which addresses, and with which credential. To be called for every
 * connection: what a name resolves to, what an administrator allows and what a team stored may change between two of them.
 */
public final class ResolveUpstream {

    private static final Duration DEFAULT_RETRY = Duration.ofMinutes(1);
    private static final String BASIC = "Basic ";

    private final InstallationTokens tokens;
    private final TrustedOrigins trusted;
    private final OutboundAddresses addresses;
    private final Clock clock;

    /** @param trusted the only origins that may see tokens of installations */
    public ResolveUpstream(
            InstallationTokens tokens, TrustedOrigins trusted, OutboundAddresses addresses, Clock clock) {
        this.tokens = tokens;
        this.trusted = trusted;
        this.addresses = addresses;
        this.clock = clock;
    }

    /**
     * The decision for a repository.
     *
     * @param name for messages
     * @param cloneUrl its address according to events or a team
     * @param rejected the installation token that the forge just did not accept; another one is used then
     */
    public ResolveOutcome handle(
            String name, String cloneUrl, Credentials credentials, Optional<InstallationToken> rejected) {
        Optional<URI> parsed = parsed(cloneUrl);
        if (credentials instanceof Credentials.Installation(Optional<String> installation)) {
            return parsed.flatMap(trusted::tokenReceiver)
                    .map(forge -> withToken(
                            name,
                            parsed.orElseThrow(),
                            installation.map(id -> new ForgeInstallation(forge.instance(), id)),
                            rejected))
                    .orElseGet(() -> new ResolveOutcome.Rejected(new UpstreamFailure.AccessDenied(
                            "the clone address of %s is not at a connected forge".formatted(name))));
        }
        if (parsed.isEmpty()) {
            return new ResolveOutcome.Rejected(
                    new UpstreamFailure.AddressRejected("the clone address of %s is malformed".formatted(name)));
        }
        URI address = parsed.get();
        Optional<ForgeCredential> credential = stored(credentials, address);
        if (trusted.contains(address)) {
            return new ResolveOutcome.Resolved(UpstreamAccess.of(name, address, List.of(), credential));
        }
        return switch (addresses.check(address)) {
            case Resolved.Allowed(URI same, List<InetAddress> pinned) ->
                new ResolveOutcome.Resolved(UpstreamAccess.of(name, address, pinned, credential));
            case Resolved.Refused(String reason) ->
                new ResolveOutcome.Rejected(
                        new UpstreamFailure.AddressRejected("%s cannot be reached: %s".formatted(name, reason)));
        };
    }

    /**
     * The decision for an action of an upstream's LFS server. The upstream's own origin gets its credential unless the
     * action has one; any other is checked as an address from outside, and gets the action's headers only. What these hold
     * is redacted like the upstream's own credential.
     */
    public ResolveOutcome handle(UpstreamAccess upstream, LfsAction action) {
        URI target = action.target();
        Map<String, String> headers = action.headers();
        Redactor redactor = Redactor.of(secrets(upstream, headers));
        if (upstream.hasOrigin(target)) {
            boolean isBrought = headers.keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
            return new ResolveOutcome.Resolved(new UpstreamAccess(
                    upstream.name(),
                    target,
                    upstream.pinned(),
                    upstream.credential().filter(own -> !isBrought),
                    redactor,
                    Optional.empty()));
        }
        return switch (addresses.check(target)) {
            case Resolved.Allowed allowed ->
                new ResolveOutcome.Resolved(new UpstreamAccess(
                        upstream.name(), target, allowed.addresses(), Optional.empty(), redactor, Optional.empty()));
            case Resolved.Refused(String reason) ->
                new ResolveOutcome.Rejected(
                        new UpstreamFailure.AddressRejected("the LFS server of %s stores objects elsewhere: %s"
                                .formatted(upstream.name(), redactor.redact(reason))));
        };
    }

    private ResolveOutcome withToken(
            String name, URI address, Optional<ForgeInstallation> installation, Optional<InstallationToken> rejected) {
        if (installation.isEmpty()) {
            return new ResolveOutcome.Rejected(
                    new UpstreamFailure.AccessDenied("no installation of the App has access to %s".formatted(name)));
        }
        try {
            InstallationToken token = rejected.isPresent()
                    ? tokens.replace(installation.get(), rejected.get())
                    : tokens.token(installation.get());
            return new ResolveOutcome.Resolved(UpstreamAccess.of(name, address, token));
        } catch (ForgeFailure failure) {
            return new ResolveOutcome.Rejected(unavailable(name, failure));
        }
    }

    private UpstreamFailure unavailable(String name, ForgeFailure failure) {
        String message = "no token for %s: %s".formatted(name, failure.getMessage());
        return switch (failure.kind()) {
            case AUTHENTICATION_REFUSED, FORBIDDEN, NOT_FOUND, INVALID -> new UpstreamFailure.AccessDenied(message);
            case RATE_LIMITED ->
                new UpstreamFailure.RateLimited(
                        message,
                        failure.retryAt()
                                .map(at -> Duration.between(clock.instant(), at))
                                .filter(Duration::isPositive)
                                .orElse(DEFAULT_RETRY));
            case UNAVAILABLE, AMBIGUOUS, UNEXPECTED -> new UpstreamFailure.Unreachable(message);
        };
    }

    private static Optional<ForgeCredential> stored(Credentials credentials, URI address) {
        return credentials instanceof Credentials.Stored(String provider, Optional<String> username, String secret)
                ? Optional.of(ForgeCredential.of(provider, address.getRawAuthority(), username, secret))
                : Optional.empty();
    }

    private static Optional<URI> parsed(String cloneUrl) {
        try {
            return Optional.of(URI.create(cloneUrl.replaceAll("/+$", ""))).filter(address -> address.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The upstream's credential, and what the headers hold, with and without the scheme of an authorization. */
    private static List<String> secrets(UpstreamAccess upstream, Map<String, String> headers) {
        List<String> secrets = new ArrayList<>();
        upstream.credential().ifPresent(credential -> secrets.addAll(credential.secrets()));
        for (String value : headers.values()) {
            String parameter = value.substring(value.indexOf(' ') + 1).strip();
            secrets.add(value);
            secrets.add(parameter);
            if (value.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
                String pair = decoded(parameter);
                secrets.add(pair);
                secrets.add(pair.substring(pair.indexOf(':') + 1));
            }
        }
        return secrets;
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
