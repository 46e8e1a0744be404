package dev.millrace.forge;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which GitHub, and who we are there. Services fill it from {@code millrace.github.*}.
 *
 * @param instance host that names the forge in events, lower case: {@code github.com}
 * @param apiUrl root of the REST API, with or without a trailing slash: {@code https://api.github.com}
 * @param appId number or client id of our App; empty while none is registered
 * @param privateKeyFile the App's RSA key in PEM, PKCS#1 (as GitHub issues it) or PKCS#8. It is read again for every App
 *     JWT, so a rotated key needs no restart
 * @param timeout longest wait for the response to one call
 */
public record GitHubConfig(
        String instance, URI apiUrl, Optional<String> appId, Optional<Path> privateKeyFile, Duration timeout) {

    public GitHubConfig {
        String scheme = apiUrl.getScheme();
        if (apiUrl.getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
            throw new IllegalArgumentException("millrace.github.api-url must be an http or https address: " + apiUrl);
        }
        if (apiUrl.getRawUserInfo() != null) {
            throw new IllegalArgumentException("millrace.github.api-url must not carry credentials");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout must be longer than nothing: " + timeout);
        }
    }
}
