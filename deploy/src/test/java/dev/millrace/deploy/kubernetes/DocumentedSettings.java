package dev.millrace.deploy.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings of docs/configuration.md, by the environment variable that sets each of them. */
final class DocumentedSettings {

    /** A row of its tables: setting, type, default, read by, meaning. */
    private static final Pattern ROW =
            Pattern.compile("\\| `(millrace\\.[a-z0-9.-]+)` \\|[^|]*\\| *`?([^|`]*)`? *\\| ([^|]*) \\|.*");

    private static final String EVERYBODY = "all services";

    private final Map<String, Setting> settings;

    DocumentedSettings() {
        try {
            this.settings = Files.readAllLines(ServiceSettings.ROOT.resolve("docs/configuration.md")).stream()
                    .map(ROW::matcher)
                    .filter(row -> row.matches())
                    .map(row -> new Setting(variable(row.group(1)), row.group(2), readers(row.group(3))))
                    .collect(Collectors.toMap(Setting::variable, Function.identity()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String variable) {
        return settings.containsKey(variable);
    }

    /** @param service as its Deployment is named */
    boolean areReadBy(String service, String variable) {
        Setting setting = settings.get(variable);
        return setting != null
                && (setting.readers().contains(service) || setting.readers().contains(EVERYBODY));
    }

    String defaultOf(String key) {
        return settings.get(variable(key)).value();
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static Set<String> readers(String cell) {
        return Arrays.stream(cell.split(", ")).map(String::strip).collect(Collectors.toSet());
    }

    /** @param value the default, empty if there is none */
    private record Setting(String variable, String value, Set<String> readers) {}
}
