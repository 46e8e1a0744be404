package dev.millrace.conformance.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ./millrace openapi} writes the file again: this test with {@code -Dmillrace.openapi.write=true}. */
class PlatformDocumentTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path FILE = ROOT.resolve("gateway-service/src/main/resources/openapi.json");

    @Test
    void isTheOneThatTheGatewayServes() throws IOException {
        String generated = PlatformDocument.of(ROOT);

        if (Boolean.getBoolean("millrace.openapi.write")) {
            Files.writeString(FILE, generated);
        }

        assertThat(Files.readString(FILE))
                .as("%s is not what the services' routes are: run ./millrace openapi", FILE.getFileName())
                .isEqualTo(generated);
    }

    @Test
    void containsTheRoutesOfAllServices() throws IOException {
        JsonNode paths = new ObjectMapper().readTree(PlatformDocument.of(ROOT)).path("paths");

        assertThat(paths.fieldNames())
                .toIterable()
                .contains(
                        "/api/teams",
                        "/api/v1/repos/commit-pack",
                        "/api/repos/{repo}/grep",
                        "/api/builds/{id}",
                        "/api/insights/repositories",
                        "/api/syncs",
                        "/api/webhooks",
                        "/api/deliveries");
    }

    @Test
    void describesQueriesThatResourcesReadByThemselves() throws IOException {
        JsonNode paths = new ObjectMapper().readTree(PlatformDocument.of(ROOT)).path("paths");

        for (String root : List.of("/api/v1/repos", "/api/repos/{repo}")) {
            assertThat(paths.path(root + "/commits")
                            .path("get")
                            .path("parameters")
                            .findValuesAsText("name"))
                    .as(root)
                    .contains("ref", "path", "limit", "cursor");
        }
    }

    @Test
    void definesEverythingThatItRefersTo() throws IOException {
        JsonNode document = new ObjectMapper().readTree(PlatformDocument.of(ROOT));

        List<String> references = document.findValuesAsText("$ref");

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }
}
