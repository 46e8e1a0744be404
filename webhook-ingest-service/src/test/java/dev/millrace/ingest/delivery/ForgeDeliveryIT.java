package dev.millrace.ingest.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.EventIds;
import dev.millrace.events.Topic;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Deliveries of the forges that teams connect. {@link ConnectedTeam} connects {@code acme}. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class ForgeDeliveryIT {

    @Inject
    AgroalDataSource dataSource;

    @Inject
    ForgeConnections connections;

    @TestHTTPResource
    URI address;

    private final String guid = UUID.randomUUID().toString();

    @BeforeEach
    void connect() {
        ConnectedTeam.connect(connections);
    }

    @ParameterizedTest
    @CsvSource({
        "GITLAB,example.com,gitlab/push,example.com:15,1",
        "GITEA,git.example.com:3000,gitea/push,git.example.com:3000:140,1",
        "FORGEJO,forgejo.example.com,gitea/push,forgejo.example.com:140,1",
        "CODEBERG,codeberg.org,forgejo/push_sha256,codeberg.org:7001,1",
        "BITBUCKET,bitbucket.org,bitbucket/push,bitbucket.org:673a6070-3421-46c9-9d48-90745f7bfe8e,3",
        "BITBUCKET_DATA_CENTER,stash.example.com,datacenter/refs_changed,stash.example.com:84,3",
        "SOURCEHUT,git.sr.ht,sourcehut/git_post_receive,git.sr.ht:40211,3",
    })
    void announcesWhatAForgeReportsOnceEvenIfItIsSentTwice(
            Forge forge, String instance, String payload, String key, int events) throws SQLException {
        byte[] json = Payloads.load(payload);

        Response first = ForgeDelivery.of(forge, guid, json).send();
        Response again = ForgeDelivery.of(forge, guid, json).send();

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.asString()).contains("stored");
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.asString()).contains("known already");
        for (int ordinal = 0; ordinal < events; ordinal++) {
            UUID id = EventIds.of(instance, guid, ordinal);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(TestEvents.all(
                                    Topic.FORGE_SCM,
                                    RefPushed.class,
                                    event -> event.eventId().equals(id)))
                            .singleElement()
                            .satisfies(push -> assertThat(push.key()).isEqualTo(key)));
        }
        ConsumerRecord<String, byte[]> raw = raw();
        assertThat(raw.key()).isEqualTo(key);
        assertThat(raw.value()).isEqualTo(json);
        assertThat(header(raw, "ce_millraceteam")).isEqualTo("acme");
        assertThat(header(raw, "ce_millraceforge")).isEqualTo(forge.word());
        assertThat(header(raw, "x-github-event")).isEmpty();
        assertThat(count("webhook_inbox where guid = ?")).isEqualTo(1);
        assertThat(count("webhook_attempt where guid = ?")).isEqualTo(1);
    }

    @Test
    void acceptsGitlabsToken() {
        Response answer = ForgeDelivery.of(Forge.GITLAB, guid, Payloads.load("gitlab/push"))
                .without("webhook-signature")
                .without("webhook-id")
                .header("X-Gitlab-Token", "gitlab-token")
                .send();

        assertThat(answer.statusCode()).isEqualTo(202);
        ConsumerRecord<String, byte[]> raw = awaitRaw();
        assertThat(header(raw, "x-gitlab-token")).isEmpty();
        assertThat(header(raw, "x-gitlab-event")).isEqualTo("Push Hook");
    }

    @ParameterizedTest
    @EnumSource(names = {"GITEA", "FORGEJO"})
    void takesAFormThatWasSignedBeforeItWasEncoded(Forge forge) {
        byte[] json = Payloads.load("gitea/push");

        assertThat(ForgeDelivery.of(forge, guid, json).asForm().send().statusCode())
                .isEqualTo(202);
        assertThat(ForgeDelivery.of(forge, guid, json)
                        .asForm()
                        .body("payload=%7B%7D".getBytes(UTF_8))
                        .send()
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GITHUB")
    void refusesAChangedBodyAndAnAddressWithoutConnection(Forge forge) throws SQLException {
        byte[] json = Payloads.load("gitea/push");
        byte[] changed = "{\"secret title\":1}".getBytes(UTF_8);

        Response bad = ForgeDelivery.of(forge, guid, json).body(changed).send();
        Response unknown = ForgeDelivery.of(forge, guid, json)
                .to("/webhooks/no-team/" + forge.word())
                .send();

        assertThat(bad.statusCode()).isEqualTo(401);
        assertThat(bad.asString()).contains("\"error\"").doesNotContain("secret title");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(count("webhook_inbox where guid = ?")).isZero();
    }

    @Test
    void doesNotTakeADeliveryOfOneForgeAtTheAddressOfAnother() {
        byte[] json = Payloads.load("gitea/push");

        Response forgejoWithoutItsSignature = ForgeDelivery.of(Forge.FORGEJO, guid, json)
                .without("X-Forgejo-Signature")
                .send();
        Response notAForge = ForgeDelivery.of(Forge.GITEA, guid, json)
                .to("/webhooks/acme/github")
                .send();

        assertThat(forgejoWithoutItsSignature.statusCode()).isEqualTo(401);
        assertThat(notAForge.statusCode()).isEqualTo(404);
    }

    @Test
    void refusesWhatIsSignedButHasNoId() {
        assertThat(ForgeDelivery.of(Forge.GITEA, guid, Payloads.load("gitea/push"))
                        .without("X-Gitea-Delivery")
                        .send()
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void refusesALargeBodyWhereTheSignatureNeedsACopyOfIt() throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("""
                    POST /webhooks/acme/sourcehut HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Content-Length: 2097152\r
                    \r
                    """.getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    private ConsumerRecord<String, byte[]> awaitRaw() {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        TestEvents.records(Topic.FORGE_RAW.wireName()).stream().anyMatch(this::isThis));
        return raw();
    }

    private ConsumerRecord<String, byte[]> raw() {
        return TestEvents.records(Topic.FORGE_RAW.wireName()).stream()
                .filter(this::isThis)
                .reduce((one, other) -> {
                    throw new AssertionError("published twice");
                })
                .orElseThrow();
    }

    private boolean isThis(ConsumerRecord<String, byte[]> record) {
        return header(record, "ce_deliveryid").equals(guid);
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private long count(String from) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("select count(*) from ingest." + from)) {
            statement.setString(1, guid);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
