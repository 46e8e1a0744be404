package dev.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.conformance.process.NodeProject;
import dev.millrace.conformance.process.ServiceProcess;
import dev.millrace.events.Topic;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Every payload that Octokit has as an example, signed by Octokit, is stored byte for byte and becomes what the table in {@code
 * docs/github-events.md} states.
 */
class GithubDeliveriesIT {

    private static final Path PAGE = Path.of("../docs/github-events.md");
    private static final String SECRET = "conformance secret with ümlaut";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    /** @param action empty if the payload has none */
    private record Example(String guid, String event, String action, String sha256) {}

    @Test
    void storesEachExampleAndNormalizesItAsThePageStates() throws IOException, InterruptedException, SQLException {
        Map<String, String> settings = new HashMap<>(new Platform().start());
        settings.put("millrace.github.webhook-secrets", SECRET);
        Path delivered = folder.resolve("delivered.json");
        try (ServiceProcess ingest = ServiceProcess.start("webhook-ingest-service", "192m", settings)) {
            NodeProject.runTests(
                    Map.of(
                            "MILLRACE_INGEST", ingest.address().toString(),
                            "MILLRACE_WEBHOOK_SECRET", SECRET,
                            "MILLRACE_DELIVERED", delivered.toString()),
                    Duration.ofMinutes(1),
                    List.of("deliveries.test.mjs"));
            List<Example> examples = examples(delivered);
            String url = settings.get("quarkus.datasource.jdbc.url");

            assertThat(examples).hasSize(329);
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(inbox(
                                    url,
                                    "select count(*)::text, '' from ingest.webhook_inbox"
                                            + " where published_at is not null or state = 'POISON'"))
                            .containsKey("329"));
            assertThat(inbox(url, "select guid, reason from ingest.webhook_inbox where state = 'POISON'"))
                    .as("deliveries that nothing was made of")
                    .isEmpty();
            assertThat(inbox(
                            url,
                            "select guid, encode(sha256(body.body), 'hex') from ingest.webhook_inbox as inbox"
                                    + " join ingest.webhook_body as body on body.inbox_id = inbox.id"))
                    .as("SHA-256 of each body")
                    .isEqualTo(examples.stream().collect(Collectors.toMap(Example::guid, Example::sha256)));
            assertThat(published(examples)).isEqualTo(stated(examples));
        }
    }

    private static List<Example> examples(Path file) throws IOException {
        JsonNode list = new ObjectMapper().readTree(file.toFile());
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> new Example(
                        each.get("guid").asText(),
                        each.get("event").asText(),
                        each.get("action").asText(),
                        each.get("sha256").asText()))
                .toList();
    }

    /** The types of the events of each delivery, from all topics of forges. */
    private static Map<String, Set<String>> published(List<Example> examples) {
        Map<String, Set<String>> types = new TreeMap<>();
        examples.forEach(example -> types.put(example.guid(), new TreeSet<>()));
        Stream.of(Topic.FORGE_SCM, Topic.FORGE_COMMENT, Topic.FORGE_CHECK, Topic.FORGE_INSTALLATION)
                .flatMap(topic -> TestEvents.records(topic.wireName()).stream())
                .forEach(record -> {
                    Set<String> found = types.get(header(record, "ce_millracedelivery"));
                    if (found != null) {
                        found.add(header(record, "ce_type").replaceAll("dev\\.millrace\\.|\\.v\\d+$", ""));
                    }
                });
        return types;
    }

    private static Map<String, Set<String>> stated(List<Example> examples) throws IOException {
        List<String[]> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.replace("`", "").split("\\|"))
                .toList();
        Map<String, Set<String>> types = new TreeMap<>();
        for (Example example : examples) {
            List<String[]> fitting = rows.stream()
                    .filter(row -> row[1].strip().equals(example.event()))
                    .toList();
            assertThat(fitting).as("rows of %s in %s", example.event(), PAGE).hasSize(1);
            String[] row = fitting.getFirst();
            types.put(example.guid(), isStoredOnly(row, example) ? Set.of() : Set.of(row[3].strip()));
        }
        return types;
    }

    private static boolean isStoredOnly(String[] row, Example example) {
        List<String> actions = new ArrayList<>(List.of(row[2].strip().split(", ")));
        boolean listed = actions.contains("any") || actions.contains(example.action());
        return !listed || row[3].strip().equals("stored only");
    }

    private static Map<String, String> inbox(String url, String query) throws SQLException {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser("postgres");
        Map<String, String> rows = new HashMap<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                rows.put(result.getString(1), result.getString(2));
            }
        }
        return rows;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
