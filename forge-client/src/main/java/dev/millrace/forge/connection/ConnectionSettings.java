package dev.millrace.forge.connection;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.GitHubSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The connection that {@code millrace.github.*} describes. */
final class ConnectionSettings {

    private static final String ID = "settings";

    private ConnectionSettings() {}

    /** The connection; it has an App only if one is set. */
    static ForgeConnection read(GitHubSettings settings) {
        List<ForgeConnection.Secret> secrets = new ArrayList<>();
        settings.privateKeyFile()
                .ifPresent(file -> secrets.add(secret(Purpose.APP_KEY, file.toString(), inFile(file))));
        for (String secret : settings.secrets()) {
            secrets.add(secret(Purpose.WEBHOOK, secret, () -> secret));
        }
        return new ForgeConnection(
                ID,
                ForgeConnection.GITHUB,
                settings.host(),
                Optional.empty(),
                settings.appId()
                        .map(String::strip)
                        .filter(id -> !id.isEmpty())
                        .map(id -> new ForgeConnection.App(id, settings.clientId())),
                secrets);
    }

    /** The same id for the same secret in every instance. */
    private static ForgeConnection.Secret secret(Purpose purpose, String what, ForgeConnection.Value value) {
        byte[] name = (ID + "/" + purpose + "/" + what).getBytes(StandardCharsets.UTF_8);
        return new ForgeConnection.Secret(UUID.nameUUIDFromBytes(name), purpose, value);
    }

    private static ForgeConnection.Value inFile(Path file) {
        return () -> {
            try {
                return Files.readString(file, StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new UncheckedIOException("the App's private key cannot be read from " + file, e);
            }
        };
    }
}
