package dev.millrace.forge.connection;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.ForgeHost;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A forge that is connected to this platform.
 *
 * @param id unique
 * @param forge kind of the forge: {@code github}, {@code gitlab} and so on
 * @param host where it is
 * @param team the only team that uses it; empty if all teams do
 * @param app the App at the forge; empty if there is none
 * @param secrets the active ones, the newest first
 */
public record ForgeConnection(
        String id, String forge, ForgeHost host, Optional<String> team, Optional<App> app, List<Secret> secrets) {

    /** Kind of the forges that Apps can be registered at. */
    public static final String GITHUB = "github";

    public ForgeConnection {
        secrets = List.copyOf(secrets);
    }

    /**
     * Whether its webhooks arrive at the one address of its kind of forge. Those of every App do, also of an App that one team
     * uses: GitHub has one address for all installations of an App, and the secret that matches determines the connection.
     * Other webhooks of a team's forge arrive at an address of the team.
     */
    public boolean sharesWebhookAddress() {
        return app.isPresent() || team.isEmpty();
    }

    /** The active secrets of a purpose, the newest first. */
    public List<Secret> secrets(Purpose purpose) {
        return secrets.stream().filter(secret -> secret.purpose() == purpose).toList();
    }

    /**
     * An App at the forge.
     *
     * @param id its number; a client id in a connection from settings
     * @param clientId for signing in
     */
    public record App(String id, Optional<String> clientId) {}

    /**
     * A secret.
     *
     * @param id unique
     * @param purpose what it is used for
     * @param value decrypts it; the result is not to be kept
     */
    public record Secret(UUID id, Purpose purpose, Value value) {

        /** The id stands for the value, which is never compared. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Secret secret && id.equals(secret.id) && purpose == secret.purpose;
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }

        /** Identifies the secret without revealing it. */
        @Override
        public String toString() {
            return "Secret[" + id + "]";
        }
    }

    /** A secret that is decrypted, or read from a file, when it is used. */
    @FunctionalInterface
    public interface Value {

        /**
         * The secret in plain text.
         *
         * @throws IllegalStateException if the keyset of this service does not open it
         */
        String open();
    }
}
