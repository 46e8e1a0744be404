package dev.millrace.standalone.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the pages that are generated from the code: {@code java GenerateDocs.java ROOT}. Needs only a JDK, so that the
 * pages can be written while nothing compiles.
 */
public final class GenerateDocs {

    private GenerateDocs() {}

    /** Generated files of a checkout by path, without writing them. */
    static Map<Path, String> generate(Path root) throws IOException {
        Sources sources = Sources.parse(root, AllSettings.modules(root));
        var page = new ConfigurationPage(AllSettings.find(root, sources));
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(Path.of("docs/configuration.md"), page.markdown());
        files.put(Path.of("docs/events.md"), new EventsPage(sources).markdown());
        files.put(Path.of("standalone/src/main/resources/settings.keys"), page.keys());
        return files;
    }

    /** @param arguments the root of the checkout */
    public static void main(String... arguments) throws IOException {
        Path root = Path.of(List.of(arguments).getFirst());
        try {
            for (Map.Entry<Path, String> file : generate(root).entrySet()) {
                Files.writeString(root.resolve(file.getKey()), file.getValue());
                System.out.println("wrote " + file.getKey());
            }
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
