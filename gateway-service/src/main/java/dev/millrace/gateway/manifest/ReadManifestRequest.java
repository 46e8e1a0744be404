package dev.millrace.gateway.manifest;

import dev.millrace.gateway.connection.ReadForgeHost;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what an administrator gave for an App to register. */
final class ReadManifestRequest {

    /** GitHub's limit. */
    private static final int LONGEST_NAME = 34;

    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})");

    private ReadManifestRequest() {}

    /**
     * Checks it, and completes it with the usual values.
     *
     * @param platform public address, whose host is part of the proposed name
     * @throws IllegalArgumentException if something is unacceptable; the message names it
     */
    static ManifestRequest read(URI platform, ManifestBody body) {
        Optional<String> organization = given(body.organization());
        organization.filter(login -> !LOGIN.matcher(login).matches()).ifPresent(login -> {
            throw new IllegalArgumentException(
                    "organization must be a name of 1 to 39 letters, digits and hyphens, and is '%s'".formatted(login));
        });
        return new ManifestRequest(
                ReadForgeHost.gitHub(body.instance(), body.apiUrl(), body.webUrl()),
                organization,
                given(body.name()).map(ReadManifestRequest::name).orElseGet(() -> proposed(platform)),
                given(body.team()),
                body.isPublic() == null || body.isPublic(),
                body.workflows() != null && body.workflows());
    }

    private static String name(String name) {
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "name must be 1 to %d printable characters, and has %d".formatted(LONGEST_NAME, name.length()));
        }
        return name;
    }

    private static String proposed(URI platform) {
        String name = "Millrace " + platform.getHost();
        return name.substring(0, Math.min(name.length(), LONGEST_NAME)).strip();
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(value -> !value.isEmpty());
    }
}
