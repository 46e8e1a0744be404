package dev.millrace.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedDocsTest {

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path root;

    @Test
    void everyGeneratedPageIsCurrent() throws IOException {
        for (Map.Entry<Path, String> file : GenerateDocs.generate(CHECKOUT).entrySet()) {
            assertThat(Files.readString(CHECKOUT.resolve(file.getKey())))
                    .as("%s does not match the code: run './millrace docs' and commit the result", file.getKey())
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    void readsMappingsPropertiesAndLookUps() throws IOException {
        write("thing-service/src/main/java/x/ThingConfig.java", """
                /** Things. */
                @ConfigMapping(prefix = "millrace.thing")
                interface ThingConfig {
                    /** How long a {@code thing} may take. */
                    @WithDefault("PT10S")
                    Duration longestWait();

                    /** Parts. */
                    Parts parts();

                    interface Parts {
                        /** Which kind. */
                        Optional<Kind> kind();

                        /** By name. */
                        Map<String, Kind> named();
                    }

                    enum Kind { LARGE, VERY_SMALL }
                }
                """);
        write("kit/src/main/java/x/Beans.java", """
                class Beans {
                    private static final Duration PAUSE = Duration.ofMillis(50);

                    /** Length of a pause. */
                    private static final String KEY = "millrace.kit.pause";

                    /**
                     * Makes it.
                     *
                     * @param files to read,
                     *     in order
                     */
                    Beans(@ConfigProperty(name = "millrace.kit.files", defaultValue = "a,b") List<Path> files) {}

                    static Duration pause(Config config) {
                        return config.getOptionalValue(KEY, Duration.class).orElse(PAUSE);
                    }
                }
                """);
        write("thing-service/src/main/resources/application.properties", """
                # port to listen on
                quarkus.http.port=${millrace.thing.port:8080}
                """);

        assertThat(settings())
                .extracting(Setting::key, Setting::type, each -> each.standard().orElse("none"), Setting::text)
                .containsExactly(
                        tuple("millrace.kit.files", "list", "a,b", "to read, in order"),
                        tuple("millrace.kit.pause", "duration", "50ms", "Length of a pause."),
                        tuple("millrace.thing.longest-wait", "duration", "PT10S", "How long a `thing` may take."),
                        tuple("millrace.thing.parts.kind", "`large` or `very-small`", "none", "Which kind."),
                        tuple("millrace.thing.parts.named.*", "`large` or `very-small`", "none", "By name."),
                        tuple("millrace.thing.port", "number", "8080", "port to listen on"));
        assertThat(settings()).allMatch(each -> each.modules().equals(Set.of("thing-service")));
    }

    @Test
    void rejectsASettingThatNoJavadocDescribes() throws IOException {
        write("kit/src/main/java/x/Beans.java", """
                class Beans {
                    Beans(@ConfigProperty(name = "millrace.kit.silent") Optional<String> silent) {}
                }
                """);

        assertThatThrownBy(this::settings)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no Javadoc describes millrace.kit.silent (kit)");
    }

    private List<Setting> settings() throws IOException {
        write("pom.xml", "<module>kit</module><module>thing-service</module>");
        write("kit/pom.xml", "<artifactId>kit</artifactId>");
        write("thing-service/pom.xml", "<artifactId>thing-service</artifactId><artifactId>kit</artifactId>");
        return AllSettings.find(root, Sources.parse(root, AllSettings.modules(root)));
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
