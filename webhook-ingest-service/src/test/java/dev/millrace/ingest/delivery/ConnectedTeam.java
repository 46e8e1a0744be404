package dev.millrace.ingest.delivery;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.ingest.forge.Forge;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** Connects the team {@code acme} with a forge of each kind, with the secrets that {@link ForgeDelivery} signs with. */
final class ConnectedTeam {

    private ConnectedTeam() {}

    static void connect(ForgeConnections connections) {
        connections.put(of(Forge.GITLAB, "example.com", "gitlab-token", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        connections.put(of(Forge.GITEA, "git.example.com:3000", "gitea-secret"));
        connections.put(of(Forge.FORGEJO, "forgejo.example.com", "forgejo-secret"));
        connections.put(of(Forge.CODEBERG, "codeberg.org", "forgejo-secret"));
        connections.put(of(Forge.BITBUCKET, "bitbucket.org", "bitbucket-secret"));
        connections.put(of(Forge.BITBUCKET_DATA_CENTER, "stash.example.com", "data-center-secret"));
        connections.put(of(Forge.SOURCEHUT, "git.sr.ht", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="));
    }

    private static ForgeConnection of(Forge forge, String instance, String... secrets) {
        URI address = URI.create("https://" + instance);
        return new ForgeConnection(
                "connection-" + forge.word(),
                forge.word(),
                new ForgeHost(instance, address, address),
                Optional.of("acme"),
                Optional.empty(),
                Arrays.stream(secrets).map(secret -> secret(forge, secret)).toList());
    }

    private static ForgeConnection.Secret secret(Forge forge, String value) {
        byte[] name = (forge + "/" + value).getBytes(StandardCharsets.UTF_8);
        return new ForgeConnection.Secret(UUID.nameUUIDFromBytes(name), Purpose.WEBHOOK, () -> value);
    }
}
