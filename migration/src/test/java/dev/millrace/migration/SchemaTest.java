package dev.millrace.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** A module with a new schema must be added to the resources of this module, too. */
    @Test
    void namesTheMigrationsOfAllModules() throws IOException {
        assertThat(folders(ROOT, "src/main/resources/db"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("kit"), Arrays.stream(Schema.values()).map(Schema::sqlName))
                        .toList())
                .allSatisfy(name -> assertThat(getClass().getResource("/db/" + name))
                        .as(name)
                        .isNotNull());
    }

    private static List<String> folders(Path root, String below) throws IOException {
        try (Stream<Path> modules = Files.list(root)) {
            return modules.map(module -> module.resolve(below))
                    .filter(Files::isDirectory)
                    .flatMap(SchemaTest::children)
                    .toList();
        }
    }

    private static Stream<String> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
