package dev.millrace.forge;

import java.time.Instant;

/**
 * A secret that speaks for one installation of our App.
 *
 * @param value opaque; neither its length nor its form may be relied on
 * @param expiresAt by the forge's clock
 */
public record InstallationToken(String value, Instant expiresAt) {

    @Override
    public String toString() {
        return "InstallationToken[expiresAt=" + expiresAt + "]";
    }
}
