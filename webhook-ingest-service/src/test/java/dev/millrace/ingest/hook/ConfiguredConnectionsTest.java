package dev.millrace.ingest.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.ConfigFromValues;
import dev.millrace.ingest.forge.Forge;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfiguredConnectionsTest {

    private static final String SECRETS = "millrace.ingest.connections.";
    private static final String HOSTS = "millrace.ingest.connection-hosts.";

    @Test
    void findsAConnectionByTeamAndForge() {
        HookConnections connections = connections(Map.of(
                SECRETS + "acme/gitlab", "new,old",
                HOSTS + "acme/gitea", "Git.example.com:3000",
                SECRETS + "acme/gitea", "s"));

        HookConnection gitlab = connections.find("acme", Forge.GITLAB).orElseThrow();
        assertThat(gitlab.team()).contains("acme");
        assertThat(gitlab.instance()).isEqualTo("gitlab.com");
        assertThat(gitlab.secrets()).extracting(HookSecret::text).containsExactly("new", "old");
        assertThat(connections.find("acme", Forge.GITEA).map(HookConnection::instance))
                .contains("git.example.com:3000");
        assertThat(connections.find("acme", Forge.FORGEJO)).isEmpty();
        assertThat(connections.find("other", Forge.GITLAB)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "connections.acme,s,'acme' is not team/forge",
        "connections.acme/subversion,s,'subversion' is not one of gitlab",
        "connections.acme/github,s,'github' is not one of gitlab",
        "connections.acme/gitea,s,connection-hosts.acme/gitea is required",
        "connection-hosts.acme/gitea,git.test,connections.acme/gitea is required",
        "connections.acme/sourcehut,s,public Ed25519 key",
    })
    void refusesWhatCannotBeUsedAndNamesIt(String key, String value, String reason) {
        assertThatThrownBy(() -> connections(Map.of("millrace.ingest." + key, value)))
                .hasMessageContaining(reason);
    }

    @Test
    void refusesTheHostOfTheApp() { // its events are for every team, and a team may claim anything
        assertThatThrownBy(() -> connections(Map.of(
                        HOSTS + "acme/gitea", "GitHub.com",
                        SECRETS + "acme/gitea", "s")))
                .hasMessageContaining("github.com is the GitHub instance of the App");
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownConnectionHasSecretsToTry(Forge forge) {
        HookConnection unknown = UnknownConnection.of(forge);

        assertThat(unknown.isUnknown()).isTrue();
        assertThat(unknown.team()).isEqualTo(Optional.empty());
        assertThat(unknown.secrets())
                .isNotEqualTo(List.of())
                .allSatisfy(secret ->
                        assertThat(Verifiers.of(forge).problem(secret.text())).isEmpty());
    }

    private static HookConnections connections(Map<String, String> values) {
        return new ConfiguredConnections(ConfigFromValues.read(values), "github.com");
    }
}
