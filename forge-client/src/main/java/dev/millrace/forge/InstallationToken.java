package dev.millrace.forge;

import java.time.Instant;

/**
 * A secret that authenticates one installation of our App.
 *
 * @param value opaque; do not rely on its length or form
 * @param expiresAt by the forge's clock
 */
public record InstallationToken(String value, Instant expiresAt) {

    @Override
    public String toString() {
        return "InstallationToken[expiresAt=" + expiresAt + "]";
    }
}
