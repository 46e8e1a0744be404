package dev.millrace.sync.sync;

import dev.millrace.git.upstream.UpstreamLogin;
import dev.millrace.sync.lfs.LfsAccess;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an upstream is and how to log in there. Its text form shows no login.
 *
 * @param address without credentials
 * @param pinned the only addresses to connect to; empty where the operator vouches for the host
 * @param login user name and password; empty for an upstream that anyone may read
 */
record UpstreamAccess(URI address, List<InetAddress> pinned, Optional<Login> login) {

    UpstreamAccess {
        pinned = List.copyOf(pinned);
    }

    /** The same for large files. */
    LfsAccess toLfs() {
        return new LfsAccess(address, pinned, login.map(Login::toHeader));
    }

    @Override
    public String toString() {
        return "UpstreamAccess[" + address + "]";
    }

    /** User name and password as they are sent. Its text form shows neither. */
    record Login(String username, String password) {

        /** Replacing less would make words unreadable, and hide nothing. */
        private static final int SHORTEST_HIDDEN = 4;

        /** As GitHub wants tokens of installations. */
        static Login ofInstallation(String token) {
            return new Login("x-access-token", token);
        }

        /** A stored login; beside a token alone goes the user name that the provider wants to see there. */
        static Login of(String provider, UpstreamLogin stored) {
            return new Login(stored.username().orElseGet(() -> besideToken(provider)), stored.password());
        }

        private static String besideToken(String provider) {
            return switch (provider.toLowerCase(Locale.ROOT)) {
                case "github" -> "x-access-token";
                case "bitbucket" -> "x-token-auth";
                // GitLab and Forgejo name it so, Gitea and SourceHut take any
                default -> "oauth2";
            };
        }

        /** What an upstream said, without what we sent it to log in: some repeat it in their complaints. */
        String hiddenIn(String said) {
            String header = toHeader();
            return Stream.of(
                            header.substring(header.indexOf(' ') + 1),
                            password,
                            URLEncoder.encode(password, StandardCharsets.UTF_8))
                    .filter(secret -> secret.length() >= SHORTEST_HIDDEN)
                    .reduce(said, (text, secret) -> text.replace(secret, "***"));
        }

        private String toHeader() {
            byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        @Override
        public String toString() {
            return "Login[...]";
        }
    }
}
