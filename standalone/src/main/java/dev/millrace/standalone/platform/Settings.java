package dev.millrace.standalone.platform;

import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a person sets for {@code ./millrace up}, in {@code .millrace/millrace.properties}. The file is written with every
 * key explained at the first start. Wrong values and unknown keys are refused, so that a slip is not a silent default.
 *
 * @param forge the forge and our App there
 * @param publicUrl address under which people and the forge reach the gateway; empty for the local one
 */
public record Settings(ForgeApp forge, Optional<String> publicUrl) {

    private static final String INSTANCE = "millrace.github.instance";
    private static final String API_URL = "millrace.github.api-url";
    private static final String WEB_URL = "millrace.github.web-url";
    private static final String APP_ID = "millrace.github.app-id";
    private static final String PRIVATE_KEY_FILE = "millrace.github.private-key-file";
    private static final String WEBHOOK_SECRETS = "millrace.ingest.github.secrets";
    private static final String PUBLIC_URL = "millrace.public-url";
    private static final List<String> KEYS =
            List.of(INSTANCE, API_URL, WEB_URL, APP_ID, PRIVATE_KEY_FILE, WEBHOOK_SECRETS, PUBLIC_URL);

    static final String TEMPLATE = """
            # Settings of ./millrace up. Lines that begin with # are the defaults. Restart to apply a change.

            # The GitHub App. Register one with the permissions contents and checks (write), pull requests and deployments (read),
            # and the events push, create, delete, pull request, repository and deployment status. Both lines are needed.
            #millrace.github.app-id=
            # the key that GitHub let you download, PEM; a relative path counts from this file's folder
            #millrace.github.private-key-file=

            # What the App's webhook is signed with: one or more, separated by commas, the newest first.
            # Without this line Millrace makes one at its first start, in data/keys/webhook-secret.
            #millrace.ingest.github.secrets=

            # The address under which people and GitHub reach this machine, for example https://millrace.example.org.
            # The App's webhook address is this, followed by /webhooks/github.
            #millrace.public-url=http://localhost:8080

            # For GitHub Enterprise Server: its host, its API and its pages.
            #millrace.github.instance=github.com
            #millrace.github.api-url=https://api.github.com
            #millrace.github.web-url=https://github.com
            """;

    /**
     * Reads the file; writes the explained one first if there is none.
     *
     * @param ownWebhookSecret used when the file names none
     * @throws StartFailed with key, value and rule if something in it cannot be
     */
    public static Settings readOrExplain(Path file, String ownWebhookSecret) {
        var properties = new Properties();
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, TEMPLATE);
            }
            try (var in = Files.newBufferedReader(file)) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new StartFailed("cannot read " + file + ": " + e.getMessage(), e);
        }
        return new Reader(file, properties).settings(ownWebhookSecret);
    }

    private record Reader(Path file, Properties properties) {

        Settings settings(String ownWebhookSecret) {
            refuseUnknownKeys();
            Optional<String> appId = value(APP_ID);
            appId.filter(id -> !id.matches("[A-Za-z0-9.]+")).ifPresent(id -> {
                throw refused(APP_ID, id, "the App's number or client id");
            });
            Optional<Path> key = value(PRIVATE_KEY_FILE).map(this::existingFile);
            if (appId.isPresent() != key.isPresent()) {
                throw new StartFailed("%s: %s and %s are needed together".formatted(file, APP_ID, PRIVATE_KEY_FILE));
            }
            var forge = new ForgeApp(
                    value(INSTANCE).orElse("github.com"),
                    address(API_URL).orElse("https://api.github.com"),
                    address(WEB_URL).orElse("https://github.com"),
                    appId,
                    key,
                    value(WEBHOOK_SECRETS).map(Reader::list).orElse(List.of(ownWebhookSecret)));
            return new Settings(forge, address(PUBLIC_URL));
        }

        private void refuseUnknownKeys() {
            var unknown = new TreeSet<>(properties.stringPropertyNames());
            KEYS.forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                throw new StartFailed("%s: there is no setting %s; there are %s"
                        .formatted(file, String.join(", ", unknown), String.join(", ", KEYS)));
            }
        }

        private Optional<String> value(String key) {
            return Optional.ofNullable(properties.getProperty(key))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty());
        }

        private Optional<String> address(String key) {
            return value(key).map(text -> {
                if (!text.matches("https?://[^/\\s@]+(/[^\\s]*)?")) {
                    throw refused(key, text, "an http or https address without credentials");
                }
                return text.replaceAll("/+$", "");
            });
        }

        private Path existingFile(String text) {
            Path path = file.toAbsolutePath().resolveSibling(text).normalize();
            if (!Files.isReadable(path)) {
                throw refused(PRIVATE_KEY_FILE, text, "a file that can be read; looked for " + path);
            }
            return path;
        }

        private StartFailed refused(String key, String value, String rule) {
            return new StartFailed("%s: %s is '%s', it must be %s".formatted(file, key, value, rule));
        }

        private static List<String> list(String text) {
            return Stream.of(text.split(",", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }
}
