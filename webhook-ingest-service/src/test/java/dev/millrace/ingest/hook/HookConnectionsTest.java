package dev.millrace.ingest.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.ingest.forge.Forge;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HookConnectionsTest {

    private final ForgeConnections known = new ForgeConnections(Optional.empty());
    private final HookConnections connections = new HookConnections(known);

    @Test
    void findsTheSecretsOfTheAppAndHostThatADeliveryNames() {
        known.put(app("a", "github.com", "11", "secret-of-11"));
        known.put(app("b", "github.com", "22", "secret-of-22"));
        known.put(app("c", "ghe.example.org", "11", "secret-of-ghe"));

        assertThat(texts(connections.gitHub(target("11")))).containsExactly("secret-of-11");
        assertThat(texts(connections.gitHub(target("22")))).containsExactly("secret-of-22");
        assertThat(texts(connections.gitHub(Calls.with(target("11"), "X-GitHub-Enterprise-Host", "GHE.example.org"))))
                .containsExactly("secret-of-ghe");
    }

    @Test
    void triesEverySecretWhereTheHeadersNameNothingThatIsConnected() { // repository hooks name a repository
        known.put(app("a", "github.com", "11", "new", "old"));
        known.put(app("b", "github.com", "22", "other"));

        assertThat(texts(connections.gitHub(Calls.headers()))).containsExactly("new", "old", "other");
        assertThat(texts(connections.gitHub(target("99")))).containsExactly("new", "old", "other");
        assertThat(texts(connections.gitHub(Calls.headers("X-GitHub-Enterprise-Host", "unknown.example.org"))))
                .hasSize(3);
    }

    @Test
    void findsTheSecretsOfTheAppOfOneTeamBesideThoseOfAllTeams() {
        known.put(app("a", "github.com", "11", "of-all"));
        known.put(app("b", "github.com", Optional.of("acme"), "22", "of-acme"));

        HookConnection found = connections.gitHub(target("22"));

        assertThat(texts(found)).containsExactly("of-acme");
        assertThat(found.team()).as("GitHub states the hook's id").isEqualTo(Optional.empty());
        assertThat(found.secrets()).extracting(HookSecret::connectionId).containsExactly("b");
        assertThat(texts(connections.gitHub(target("11")))).containsExactly("of-all");
        assertThat(texts(connections.gitHub(Calls.headers()))).containsExactly("of-all", "of-acme");
    }

    @Test
    void theSecretStatesTheConnectionAndTheHost() {
        known.put(app("a", "github.com", "11", "one"));
        known.put(app("c", "ghe.example.org", "11", "two"));

        assertThat(connections
                        .gitHub(Calls.headers("X-GitHub-Enterprise-Host", "ghe.example.org"))
                        .secrets())
                .singleElement()
                .satisfies(secret -> {
                    assertThat(secret.connectionId()).isEqualTo("c");
                    assertThat(secret.instance()).isEqualTo("ghe.example.org");
                });
    }

    @Test
    void hasNoSecretsWhileNothingIsConnected() {
        assertThat(connections.gitHub(target("11")).secrets()).isEmpty();
        assertThat(connections.find("acme", Forge.GITLAB)).isEmpty();
    }

    @Test
    void findsTheForgesOfATeamOnly() {
        known.put(team("a", "acme", Forge.GITLAB, "gitlab.com", "one"));
        known.put(team("b", "acme", Forge.GITLAB, "gitlab.example.org", "two"));
        known.put(team("c", "other", Forge.GITLAB, "gitlab.com", "three"));

        HookConnection found = connections.find("acme", Forge.GITLAB).orElseThrow();

        assertThat(texts(found)).containsExactly("one", "two");
        assertThat(found.team()).contains("acme");
        assertThat(found.secrets())
                .extracting(HookSecret::instance)
                .containsExactly("gitlab.com", "gitlab.example.org");
        assertThat(connections.find("acme", Forge.GITEA)).isEmpty();
        // and the address of the platform's own connections does not accept theirs
        assertThat(connections.gitHub(Calls.headers()).secrets()).isEmpty();
    }

    @Test
    void usesARotatedSecretAtOnceAndARemovedOneNoMore() {
        known.put(app("a", "github.com", "11", "old"));
        assertThat(texts(connections.gitHub(target("11")))).containsExactly("old");

        known.put(app("a", "github.com", "11", "new", "old"));
        assertThat(texts(connections.gitHub(target("11")))).containsExactly("new", "old");

        known.put(app("a", "github.com", "11", "new"));
        assertThat(texts(connections.gitHub(target("11")))).containsExactly("new");

        known.remove("a");
        assertThat(connections.gitHub(target("11")).secrets()).isEmpty();
    }

    @Test
    void leavesOutASecretThatCannotBeOpened() {
        var broken = new ForgeConnection.Secret(UUID.randomUUID(), Purpose.WEBHOOK, () -> {
            throw new IllegalStateException("another keyset");
        });
        known.put(new ForgeConnection(
                "a",
                "github",
                ForgeHost.gitHub("github.com"),
                Optional.empty(),
                Optional.empty(),
                List.of(broken, secret("good"))));

        assertThat(texts(connections.gitHub(Calls.headers()))).containsExactly("good");
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

    private static HookHeaders target(String app) {
        return Calls.headers(
                "X-GitHub-Hook-Installation-Target-Type", "integration", "X-GitHub-Hook-Installation-Target-ID", app);
    }

    private static List<String> texts(HookConnection connection) {
        return connection.secrets().stream().map(HookSecret::text).toList();
    }

    private static ForgeConnection app(String id, String instance, String app, String... secrets) {
        return app(id, instance, Optional.empty(), app, secrets);
    }

    private static ForgeConnection app(
            String id, String instance, Optional<String> team, String app, String... secrets) {
        return new ForgeConnection(
                id,
                "github",
                ForgeHost.gitHub(instance),
                team,
                Optional.of(new ForgeConnection.App(app, Optional.empty())),
                Arrays.stream(secrets).map(HookConnectionsTest::secret).toList());
    }

    private static ForgeConnection team(String id, String team, Forge forge, String instance, String secret) {
        URI address = URI.create("https://" + instance);
        return new ForgeConnection(
                id,
                forge.word(),
                new ForgeHost(instance, address, address),
                Optional.of(team),
                Optional.empty(),
                List.of(secret(secret)));
    }

    private static ForgeConnection.Secret secret(String value) {
        return new ForgeConnection.Secret(UUID.randomUUID(), Purpose.WEBHOOK, () -> value);
    }
}
