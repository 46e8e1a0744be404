package dev.millrace.gateway.oidc;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How Millrace is registered at the provider.
 *
 * @param issuer names the provider
 * @param clientId identifies Millrace there
 * @param secret of the client; empty for a public one
 * @param secretFile where the secret is; it counts before {@code secret}
 * @param scope scopes, separated by blanks
 */
record Registration(URI issuer, String clientId, Optional<String> secret, Optional<Path> secretFile, String scope) {

    private static final String OPENID = "openid";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * What the settings state; empty if they name no issuer.
     *
     * @throws IllegalArgumentException naming a setting that is missing or unacceptable
     */
    static Optional<Registration> read(OidcConfig config) {
        return config.issuer().map(issuer -> {
            if (!isAcceptable(issuer)) {
                throw new IllegalArgumentException(
                        "millrace.gateway.oidc.issuer '%s' must be an https address without query".formatted(issuer));
            }
            String clientId = config.clientId()
                    .map(String::strip)
                    .filter(id -> !id.isEmpty())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "millrace.gateway.oidc.client-id is needed with millrace.gateway.oidc.issuer"));
            return new Registration(
                    issuer, clientId, config.clientSecret(), config.clientSecretFile(), scope(config.scopes()));
        });
    }

    /** @throws ProviderFailure if the file cannot be read */
    Optional<String> currentSecret() {
        return secretFile.map(Registration::read).or(() -> secret).filter(text -> !text.isEmpty());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new ProviderFailure("the file with the secret of the client cannot be read: " + file, e);
        }
    }

    private static boolean isAcceptable(URI issuer) {
        return issuer.getHost() != null
                && issuer.getRawQuery() == null
                && issuer.getRawFragment() == null
                && ("https".equals(issuer.getScheme())
                        || ("http".equals(issuer.getScheme()) && LOOPBACK.contains(issuer.getHost())));
    }

    private static String scope(List<String> scopes) {
        var all = new LinkedHashSet<>(List.of(OPENID));
        scopes.stream().map(String::strip).filter(scope -> !scope.isEmpty()).forEach(all::add);
        return String.join(" ", all);
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "Registration[" + issuer + "]";
    }
}
