package dev.millrace.gateway.dashboard.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.identity.Role;
import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.UserTagSectionHelper;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TemplatesTest {

    private static final Path TEMPLATES = Path.of("src/main/resources/templates");

    private final Engine engine = engine();

    @Test
    void areAllWellFormed() {
        List<String> wrong = new ArrayList<>();

        for (String name : files()) {
            try {
                assertThat(engine.getTemplate(name)).as(name).isNotNull();
            } catch (RuntimeException e) {
                wrong.add(name + ": " + e.getMessage());
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void showEveryComponentOnOnePage() {
        var viewer = new Viewer(
                Optional.of(UUID.randomUUID()), "Ada Lovelace", Optional.of("acme"), Optional.of(Role.VIEWER), false);
        var frame = new Frame(
                "Design",
                Section.HOME,
                viewer,
                List.of("acme", "globex"),
                Theme.DARK,
                Optional.of(Done.SAVED),
                "/ui/design",
                new Assets(),
                Instant.parse("2026-11-30T12:00:00Z"));

        String page = engine.getTemplate("ui/design.html")
                .data("page", frame)
                .data("series", "{\"labels\": [\"<b>\"]}")
                .data("roles", List.of("viewer", "member"))
                .data("log", List.of())
                .data("code", List.of())
                .data("accounts", List.of())
                .data("tabs", List.of(new Tab("Open", "/ui/design", true, "3")))
                .render();

        assertThat(page)
                .contains(
                        "data-theme=\"dark\"", "Saved.", "aria-current=\"page\"", "<option value=\"member\" selected>")
                .contains("data-chart=\"{&quot;labels&quot;: [&quot;&lt;b&gt;&quot;]}\"")
                .doesNotContain("/ui/operations", "{#", "NOT_FOUND");
        files().stream()
                .filter(name -> name.startsWith("tags/ui"))
                .map(name -> name.substring(5, name.length() - 5))
                .filter(name -> !name.equals("uiIcon"))
                .forEach(name -> assertThat(read(TEMPLATES.resolve("ui/design.html")))
                        .as("component on the page of the design")
                        .contains(name));
    }

    private static Engine engine() {
        EngineBuilder builder = Engine.builder()
                .addDefaults()
                .addValueResolver(new ReflectionValueResolver())
                .addResultMapper(new HtmlEscaper(List.of("text/html")))
                .addLocator(TemplatesTest::locate);
        files().stream()
                .filter(name -> name.startsWith("tags/"))
                .forEach(name -> builder.addSectionHelper(
                        new UserTagSectionHelper.Factory(name.substring(5, name.length() - 5), name)));
        return builder.build();
    }

    private static Optional<TemplateLocation> locate(String id) {
        Path file = TEMPLATES.resolve(id.endsWith(".html") ? id : id + ".html");
        return Files.exists(file) ? Optional.of(new Located(file)) : Optional.empty();
    }

    private static List<String> files() {
        try (Stream<Path> all = Files.walk(TEMPLATES)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> TEMPLATES.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Located(Path file) implements TemplateLocation {

        @Override
        public Reader read() {
            try {
                return Files.newBufferedReader(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.of(Variant.forContentType("text/html"));
        }
    }
}
