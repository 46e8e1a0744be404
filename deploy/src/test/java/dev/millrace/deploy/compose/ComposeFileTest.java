package dev.millrace.deploy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ComposeFileTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path FILE = ROOT.resolve("docker-compose.yml");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)(:[-?][^}]*)?}");
    /** An assignment, also one that is commented out because it shows a default. */
    private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^(#?)([A-Z0-9_]+)=(.*)$");

    private static final List<String> SERVICES = List.of(
            "webhook-ingest-service",
            "git-http-service",
            "sync-worker-service",
            "pipeline-service",
            "insights-service",
            "webhook-delivery-service",
            "gateway-service");

    private static JsonNode services;

    @BeforeAll
    static void read() throws IOException {
        // it resolves aliases and merge keys, which Jackson leaves as they are
        Object file = new Yaml().load(Files.readString(FILE));
        services = new ObjectMapper().valueToTree(file).path("services");
    }

    @Test
    void describesEveryVariableInTheExample() throws IOException {
        assertThat(example().keySet()).isEqualTo(variables());
    }

    @Test
    void requiresEverySecretThatIsGenerated() throws IOException {
        Set<String> generated = example().entrySet().stream()
                .filter(variable -> variable.getValue().equals("generate"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());

        assertThat(generated)
                .hasSize(9)
                .allSatisfy(secret -> assertThat(Files.readString(FILE)).contains("${" + secret + ":?"));
    }

    @Test
    void showsTheDefaultsInTheExample() throws IOException {
        Map<String, String> example = example();
        Pattern withDefault = Pattern.compile("\\$\\{([A-Z0-9_]+):-([^}]*)}");

        withDefault.matcher(Files.readString(FILE)).results().forEach(use -> {
            boolean isPath = use.group(1).equals("MILLRACE_GITHUB_KEYS"); // a volume unless it is a folder
            boolean isHint = use.group(1).equals("MILLRACE_GITHUB_PRIVATE_KEY_FILE");
            boolean isOfTheProject = Set.of("MILLRACE_DATABASE_OWNER", "MILLRACE_DATABASE_URL", "MILLRACE_KAFKA")
                    .contains(use.group(1));
            if (!isPath && !isHint && !isOfTheProject) {
                assertThat(example).as(use.group(1)).containsEntry(use.group(1), use.group(2));
            }
        });
    }

    @Test
    void runsEveryServiceWithoutPrivileges() {
        assertThat(SERVICES).allSatisfy(name -> {
            JsonNode service = services.path(name);
            assertThat(service.path("read_only").asBoolean()).as("read-only").isTrue();
            assertThat(service.path("cap_drop").path(0).asText()).isEqualTo("ALL");
            assertThat(service.path("security_opt").path(0).asText()).isEqualTo("no-new-privileges:true");
            assertThat(service.has("mem_limit")).as("memory").isTrue();
            assertThat(service.path("image").asText())
                    .isEqualTo("millrace/%s:${MILLRACE_VERSION:-dev}".formatted(name));
        });
    }

    @Test
    void publishesTheGatewayOnly() {
        List<String> published = StreamSupport.stream(
                        ((Iterable<Map.Entry<String, JsonNode>>) services.properties()::iterator).spliterator(), false)
                .filter(service -> service.getValue().has("ports"))
                .map(Map.Entry::getKey)
                .toList();

        assertThat(published).containsExactly("gateway-service");
        assertThat(services.path("gateway-service").path("ports").path(0).asText())
                .startsWith("${MILLRACE_LISTEN:-127.0.0.1");
    }

    @Test
    void givesThePrivateKeyToGatewayAndPipelineOnly() {
        assertThat(SERVICES).allSatisfy(name -> {
            boolean signs = Set.of("gateway-service", "pipeline-service").contains(name);
            assertThat(services.path(name).path("volumes").toString().contains("private-keys"))
                    .isEqualTo(signs);
        });
    }

    @Test
    void setsSettingsThatExist() throws IOException {
        Set<String> known = settings();
        known.addAll(Set.of(
                "MILLRACE_DATABASE_URL",
                "MILLRACE_DATABASE_USER",
                "MILLRACE_DATABASE_PASSWORD",
                "MILLRACE_KAFKA",
                "JAVA_TOOL_OPTIONS",
                "QUARKUS_SHUTDOWN_TIMEOUT"));

        assertThat(SERVICES)
                .allSatisfy(name -> assertThat(
                                services.path(name).path("environment").fieldNames())
                        .toIterable()
                        .isSubsetOf(known));
    }

    @Test
    void givesTheEngineToPipelineAloneAndOnlyWithTheFileForIt() throws IOException {
        assertThat(Files.readString(FILE)).doesNotContain("docker.sock");
        Path override = ROOT.resolve("deploy/compose/docker-jobs.yml");
        JsonNode all = new ObjectMapper()
                .<JsonNode>valueToTree(new Yaml().load(Files.readString(override)))
                .path("services");

        assertThat(all.fieldNames()).toIterable().containsExactly("pipeline-service");
        JsonNode pipeline = all.path("pipeline-service");
        String directory = pipeline.path("environment")
                .path("MILLRACE_PIPELINE_WORK_DIRECTORY")
                .asText();
        assertThat(pipeline.path("environment")
                        .path("MILLRACE_PIPELINE_EXECUTOR")
                        .asText())
                .isEqualTo("docker");
        assertThat(pipeline.path("volumes").valueStream().map(JsonNode::asText))
                .containsExactly("/var/run/docker.sock:/var/run/docker.sock", directory + ":" + directory);
        assertThat(pipeline.path("environment").fieldNames()).toIterable().isSubsetOf(settings());
    }

    /** The variables of all settings that the services have. */
    private static Set<String> settings() throws IOException {
        return Pattern.compile("`(millrace\\.[a-z0-9.*-]+)`")
                .matcher(Files.readString(ROOT.resolve("docs/configuration.md")))
                .results()
                .map(key -> key.group(1).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
                .collect(Collectors.toSet());
    }

    /** The variables that the file reads. */
    private static Set<String> variables() throws IOException {
        return VARIABLE.matcher(Files.readString(FILE))
                .results()
                .map(use -> use.group(1))
                .filter(name -> !Set.of("MILLRACE_DATABASE_OWNER", "MILLRACE_DATABASE_URL", "MILLRACE_KAFKA")
                        .contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> example() throws IOException {
        return ASSIGNMENT
                .matcher(Files.readString(ROOT.resolve(".env.example")))
                .results()
                .collect(Collectors.toMap(line -> line.group(2), (MatchResult line) -> line.group(3)));
    }
}
