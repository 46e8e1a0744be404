package dev.millrace.forge.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.ForgeHost;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForgeConnectionsTest {

    private final ForgeConnections connections =
            new ForgeConnections(Optional.of(gitHub("settings", "github.com", "1")));

    @Test
    void usesTheSettingsUntilAGitHubIsPublished() {
        assertThat(connections.apps("github.com"))
                .extracting(ForgeConnection::id)
                .containsExactly("settings");

        connections.put(gitHub("published", "ghe.example.org", "7"));

        assertThat(connections.all()).extracting(ForgeConnection::id).containsExactly("published");
        assertThat(connections.apps("github.com")).isEmpty();
        assertThat(connections.apps("GHE.example.org")).hasSize(1);
    }

    @Test
    void usesNoSettingsBesideAnAppOfOneTeam() {
        connections.put(gitHub("team", "github.com", Optional.of("acme"), "7"));

        assertThat(connections.apps("github.com"))
                .extracting(ForgeConnection::id)
                .containsExactly("team");
        assertThat(connections.gitHub("github.com")).isPresent();
    }

    @Test
    void keepsTheSettingsBesideATeamsForge() {
        connections.put(ofTeam("gitlab", "acme"));

        assertThat(connections.all()).extracting(ForgeConnection::id).containsExactlyInAnyOrder("settings", "acme");
        assertThat(connections.of("acme", "gitlab")).hasSize(1);
        assertThat(connections.of("other", "gitlab")).isEmpty();
        assertThat(connections.of("acme", "gitea")).isEmpty();
    }

    @Test
    void replacesAndRemovesWhatItKnows() {
        connections.put(gitHub("a", "github.com", "1"));
        connections.put(gitHub("a", "github.com", "2"));

        assertThat(connections.apps("github.com"))
                .singleElement()
                .extracting(connection -> connection.app().orElseThrow().id())
                .isEqualTo("2");

        connections.remove("a");

        assertThat(connections.all()).extracting(ForgeConnection::id).containsExactly("settings");
    }

    @Test
    void prefersGitHubComWhereNoHostIsNamed() {
        assertThat(new ForgeConnections(Optional.empty()).defaultGitHub().instance())
                .isEqualTo("github.com");

        connections.put(gitHub("a", "ghe.example.org", "1"));
        assertThat(connections.defaultGitHub().instance()).isEqualTo("ghe.example.org");

        connections.put(gitHub("b", "github.com", "1"));
        assertThat(connections.defaultGitHub().instance()).isEqualTo("github.com");
    }

    @Test
    void knowsWhichHostsAreOtherForges() {
        connections.put(ofTeam("gitlab", "acme"));

        assertThat(connections.isOtherForge("gitlab.example.org")).isTrue();
        assertThat(connections.isOtherForge("github.com")).isFalse();
        assertThat(connections.isOtherForge("unknown.example.org")).isFalse();
    }

    @Test
    void expectsAGitHubThatIsNotConnectedAtItsUsualAddresses() {
        assertThat(connections.gitHub("ghe.example.org")).isEmpty();
        assertThat(connections.gitHubOrUsual("ghe.example.org").repository("acme/tool"))
                .isEqualTo(URI.create("https://ghe.example.org/acme/tool.git"));
    }

    private static ForgeConnection gitHub(String id, String instance, String app) {
        return gitHub(id, instance, Optional.empty(), app);
    }

    private static ForgeConnection gitHub(String id, String instance, Optional<String> team, String app) {
        return new ForgeConnection(
                id,
                "github",
                ForgeHost.gitHub(instance),
                team,
                Optional.of(new ForgeConnection.App(app, Optional.empty())),
                List.of());
    }

    private static ForgeConnection ofTeam(String forge, String team) {
        URI address = URI.create("https://gitlab.example.org");
        return new ForgeConnection(
                team,
                forge,
                new ForgeHost("gitlab.example.org", address, address),
                Optional.of(team),
                Optional.empty(),
                List.of());
    }
}
