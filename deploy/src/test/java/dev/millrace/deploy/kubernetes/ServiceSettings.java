package dev.millrace.deploy.kubernetes;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the settings of a service, and those that the kit has for all, say about its environment. */
final class ServiceSettings {

    /** The root of the checkout. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
    private static final String INCOMING = "mp.messaging.incoming.";

    private final Properties properties = new Properties();

    /** @param service as its Deployment is named */
    ServiceSettings(String service) {
        read(ROOT.resolve("service-kit/src/main/resources/META-INF/microprofile-config.properties"));
        read(ROOT.resolve(service + "-service/src/main/resources/application.properties"));
    }

    private void read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String value(String key) {
        return properties.getProperty(key);
    }

    /** Environment variables that a value refers to. */
    Set<String> variables() {
        return properties.values().stream()
                .flatMap(value -> VARIABLE.matcher(value.toString()).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    /** Topics that the service consumes as a member of its group. */
    Set<String> topics() {
        return properties.stringPropertyNames().stream()
                .filter(key -> key.startsWith(INCOMING) && key.endsWith(".topic"))
                .map(properties::getProperty)
                .collect(Collectors.toSet());
    }
}
