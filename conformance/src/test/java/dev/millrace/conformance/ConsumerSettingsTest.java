package dev.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When another instance gets the partitions of one that was killed: the same for all consumers of all services. */
class ConsumerSettingsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final String CONNECTOR = "mp.messaging.connector.smallrye-kafka.";
    private static final Duration GOAL = Duration.ofSeconds(10);

    /** Each of them would change what the settings of all services state, for one channel or one service. */
    private static final List<String> CHANGING = List.of(
            "session.timeout.ms",
            "heartbeat.interval.ms",
            // the broker determines the time
            "group.protocol",
            // a killed member keeps its partitions until it returns
            "group.instance.id",
            // names a map of settings in the code
            "kafka-configuration",
            "consumer-configuration");

    @Test
    void theKitSetsTimesThatEndWithinTenSeconds() throws IOException {
        Properties kit = read(ROOT.resolve("service-kit/src/main/resources/META-INF/microprofile-config.properties"));
        Duration session = millis(kit, "session.timeout.ms");
        Duration heartbeat = millis(kit, "heartbeat.interval.ms");

        assertThat(session.plus(heartbeat)).isLessThan(GOAL);
        assertThat(heartbeat.multipliedBy(3))
                .as("a consumer that misses two heartbeats keeps its partitions")
                .isLessThan(session);
    }

    @ParameterizedTest
    @MethodSource("consumers")
    void noServiceChangesThem(String module) throws IOException {
        Properties service = read(settings(ROOT.resolve(module)));

        assertThat(service.stringPropertyNames())
                .noneSatisfy(key -> assertThat(CHANGING)
                        .anySatisfy(ending -> assertThat(key).endsWith(ending)));
    }

    @Test
    void noDeploymentChangesThem() throws IOException {
        List<String> names = CHANGING.stream()
                .map(ending -> ending.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_"))
                .toList();
        try (Stream<Path> files = Stream.concat(
                Stream.of(ROOT.resolve("docker-compose.yml"), ROOT.resolve(".env.example")),
                Files.walk(ROOT.resolve("deploy")))) {
            assertThat(files.filter(file -> file.toString().matches(".*\\.(ya?ml|env|example|properties)"))
                            .filter(file -> !file.toString().contains("/target/")))
                    .hasSizeGreaterThan(5)
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain(names));
        }
    }

    static Stream<String> consumers() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<String> consuming = modules.filter(module -> Files.isRegularFile(settings(module)))
                    .filter(ConsumerSettingsTest::consumes)
                    .map(module -> module.getFileName().toString())
                    .toList();
            assertThat(consuming).contains("pipeline-service", "insights-service", "gateway-service");
            return consuming.stream();
        }
    }

    private static boolean consumes(Path module) {
        try {
            return Files.readString(settings(module)).contains("mp.messaging.incoming.");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path settings(Path module) {
        return module.resolve("src/main/resources/application.properties");
    }

    private static Duration millis(Properties kit, String key) {
        return Duration.ofMillis(Long.parseLong(kit.getProperty(CONNECTOR + key)));
    }

    private static Properties read(Path file) throws IOException {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
