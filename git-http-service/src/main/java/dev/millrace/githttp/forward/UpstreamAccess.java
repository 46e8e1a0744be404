package dev.millrace.githttp.forward;

import dev.millrace.forge.InstallationToken;
import dev.millrace.git.upstream.UpstreamLogin;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A way to an upstream that may be used now. Its text form shows no login.
 *
 * @param name for people
 * @param address of the repository, without credentials and without a slash at the end
 * @param pinned the only addresses to connect to; empty where the operator vouches for the host
 * @param authorization what the header of this name must say
 * @param token that this is made of, if it is one of an installation
 */
record UpstreamAccess(
        String name,
        URI address,
        List<InetAddress> pinned,
        Optional<String> authorization,
        Optional<InstallationToken> token) {

    UpstreamAccess {
        pinned = List.copyOf(pinned);
    }

    /** The same repository where the upstream says that it is now, on the same host. */
    UpstreamAccess at(URI moved) {
        return new UpstreamAccess(name, moved, pinned, authorization, token);
    }

    /** As GitHub wants tokens of installations. */
    static String basic(InstallationToken token) {
        return basic("x-access-token", token.value());
    }

    /** A stored login; beside a token alone goes the user name that the provider wants to see there. */
    static String basic(String provider, UpstreamLogin login) {
        return basic(login.username().orElseGet(() -> besideToken(provider)), login.password());
    }

    private static String besideToken(String provider) {
        return switch (provider.toLowerCase(Locale.ROOT)) {
            case "github" -> "x-access-token";
            case "bitbucket" -> "x-token-auth";
            // GitLab and Forgejo name it so, Gitea and SourceHut take any
            default -> "oauth2";
        };
    }

    private static String basic(String username, String password) {
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
        return "UpstreamAccess[" + address + "]";
    }
}
