package dev.millrace.pipeline.identity;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class IdentityIT {

    private static final String ISSUER = "https://millrace.example";

    @Inject
    Database database;

    @Inject
    Builds builds;

    @Inject
    Checks checks;

    @Inject
    SigningKeys keys;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void aJobProvesWhatItIsToWhoeverReadsTheDocumentsAndItsLogHidesTheToken() throws Exception {
        UUID id = run(
                false,
                job(
                                "deploy",
                                "printf %s \"$CLOUD_TOKEN\" > token; cmp token \"$CLOUD_TOKEN_FILE\" && echo same",
                                "cat token; echo; echo \"signature ${CLOUD_TOKEN##*.}\"")
                        + "        identity: {audience: sts.example.org, variable: CLOUD_TOKEN}\n"
                        + "        artifacts: [{name: token, paths: [token]}]\n");

        assertThat(scene.build(id).get("state").asText()).isEqualTo("passed");
        String token = token(id);
        assertThat(scene.log(id, "deploy"))
                .contains("same\n***\n", "signature ***")
                .doesNotContain(token.substring(token.lastIndexOf('.')));
        Response configuration = RestAssured.get("/.well-known/openid-configuration");
        assertThat(configuration.jsonPath().getString("issuer")).isEqualTo(ISSUER);
        assertThat(configuration.jsonPath().getString("jwks_uri")).isEqualTo(ISSUER + "/.well-known/jwks.json");
        JwtClaims claims = consumer("sts.example.org").processToClaims(token);
        BuildRow build = database.inTransaction(tx -> builds.find(tx, id)).orElseThrow();
        assertThat(claims.getSubject())
                .isEqualTo("repository:github.com:%s:change:7".formatted(build.forgeRepositoryId()));
        assertThat(claims.getClaimValueAsString("team")).isEqualTo(scene.team);
        assertThat(claims.getClaimValueAsString("build_id")).isEqualTo(id.toString());
        assertThat(claims.getClaimValueAsString("job")).isEqualTo("deploy");
        assertThat(claims.getExpirationTime().getValue())
                .isBetween(Instant.now().getEpochSecond() + 3000, Instant.now().getEpochSecond() + 3600);
    }

    @Test
    void showsPublicKeysOnly() {
        Response response = RestAssured.get("/.well-known/jwks.json");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.jsonPath().getMap("keys[0]").keySet())
                .isEqualTo(Set.of("kty", "use", "alg", "kid", "n", "e"));
        assertThat(response.header("Cache-Control")).isEqualTo("public, max-age=3600");
    }

    @Test
    void givesNoTokenToAChangeFromAFork() {
        UUID id = run(true, job("deploy", "echo ran") + "        identity: {audience: a}\n");

        assertThat(scene.build(id).at("/jobs/0/state").asText()).isEqualTo("failed");
        assertThat(scene.build(id).at("/jobs/0/reason").asText()).startsWith("identity tokens are not given");
        assertThat(scene.log(id, "deploy")).doesNotContain("ran\n");
    }

    private JwtConsumer consumer(String audience) throws Exception {
        var set = new JsonWebKeySet(RestAssured.get("/.well-known/jwks.json").asString());
        return new JwtConsumerBuilder()
                .setExpectedIssuer(ISSUER)
                .setExpectedAudience(audience)
                .setRequireExpirationTime()
                .setRequireJwtId()
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(set.getJsonWebKeys()))
                .build();
    }

    private String token(UUID build) throws IOException {
        byte[] archive = scene.as("git:read")
                .get("/api/builds/{id}/jobs/deploy/artifacts/token", build)
                .asByteArray();
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
            tar.getNextEntry();
            return new String(tar.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private UUID run(boolean fromFork, String job) {
        String file = scene.opsFile(job);
        BuildRow build = scene.newBuild(scene.mirrored(file), file);
        database.useTransaction(tx -> {
            builds.queue(tx, fromFork ? TestBuilds.untrusted(build) : build);
            checks.buildChanged(tx, build.id());
        });
        scene.awaitEnded(1);
        return build.id();
    }
}
