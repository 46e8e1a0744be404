package dev.millrace.pipeline.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamStoresTest {

    private final VaultSettings settings = VaultSettings.of(URI.create("https://vault.example.org:8200"));

    @Test
    void acceptsACompleteSetOfSettings() {
        assertThat(TeamStores.rejection(settings)).isEmpty();
        assertThat(TeamStores.rejection(settings.withTokenFile(Path.of("/run/vault/token"))))
                .isEmpty();
        assertThat(TeamStores.rejection(settings.at("kv/teams", "{team}/{key}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"vault.example.org", "ftp://vault", "https://me:pw@vault", "https://vault?x=1", "http:///x"})
    void rejectsAnAddressThatIsNone(String address) {
        assertThat(TeamStores.rejection(settings.withUrl(address)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("millrace.pipeline.secrets.vault.url"));
    }

    @Test
    void rejectsSettingsThatAreMissingOrContradict() {
        var both = new VaultSettings(
                settings.url(),
                Optional.of("a"),
                Optional.of(Path.of("b")),
                Optional.empty(),
                "secret",
                settings.path(),
                Duration.ofSeconds(1));

        assertThat(TeamStores.rejection(both))
                .hasValueSatisfying(reason -> assertThat(reason).contains("token-file"));
        assertThat(TeamStores.rejection(settings.withTimeout(Duration.ZERO)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("timeout"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "millrace/{key}",
                "millrace/{team}",
                "{team}/{key}/x",
                "millrace/{team}{key}",
                "a b/{team}/{key}",
                "{team}/{key}?"
            })
    void rejectsAPathThatDoesNotKeepTeamsApart(String path) {
        assertThat(TeamStores.rejection(settings.at("secret", path)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("path"));
    }
}
