package dev.millrace.standalone.platform;

import dev.millrace.standalone.process.OwnerOnly;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The user's settings for {@code ./millrace up}, in {@code .millrace/millrace.properties}. The file is written at the
 * first start, with the usual keys explained; it may contain every key of docs/configuration.md. An invalid key or
 * value is rejected with its line, so that a typo does not silently become a default.
 *
 * @param forge the forge and our App there
 * @param publicUrl address under which users and the forge reach the gateway; empty for the local one
 * @param door where the gateway listens
 * @param others settings that are passed on to the services unchanged; relative paths are made absolute
 */
public record Settings(ForgeApp forge, Optional<String> publicUrl, Door door, Map<String, String> others) {

    private static final String INSTANCE = "millrace.github.instance";
    private static final String API_URL = "millrace.github.api-url";
    private static final String WEB_URL = "millrace.github.web-url";
    private static final String APP_ID = "millrace.github.app-id";
    private static final String PRIVATE_KEY_FILE = "millrace.github.private-key-file";
    private static final String WEBHOOK_SECRETS = "millrace.github.webhook-secrets";
    /**
     * Address under which people and forges reach the platform, the gateway on this machine by default. Services read it as
     * {@code millrace.urls.public}.
     */
    private static final String PUBLIC_URL = "millrace.public-url";
    /** The services' key for it. */
    private static final String URLS_PUBLIC = "millrace.urls.public";

    private static final String HOST = "millrace.gateway.host";
    private static final String PORT = "millrace.gateway.port";
    /** Files and folders, separated by commas. */
    private static final String TRUST_CERTIFICATES = "millrace.outbound.trust-certificates";

    private static final int LAST_PORT = 65_535;
    private static final Set<String> OWN = Set.of(
            INSTANCE, API_URL, WEB_URL, APP_ID, PRIVATE_KEY_FILE, WEBHOOK_SECRETS, PUBLIC_URL, URLS_PUBLIC, HOST, PORT);
    /** Files that must exist before anything starts. */
    private static final Set<String> NEEDED_FILES = Set.of(
            "millrace.platform.private-key-file",
            "millrace.platform.public-key-file",
            "millrace.github.client-secret-file",
            "millrace.gateway.oidc.client-secret-file");

    private static final String SECRET_OF_PROVIDER =
            "millrace\\.gateway\\.oidc\\.providers\\.[^.]+\\.client-secret-file";

    private static final Set<String> OTHER_PATHS = Set.of(
            "millrace.secrets.keyset-file",
            "millrace.git.directory",
            "millrace.git.cache.directory",
            "millrace.pipeline.work-directory");

    static final String TEMPLATE = """
            # Settings of ./millrace up. Lines that begin with # are the defaults. Restart to apply a change.
            # Every millrace.* key of docs/configuration.md may be in this file.

            # The GitHub App. Register one with the permissions contents, checks and workflows (write), pull requests and
            # deployments (read), and the events push, create, delete, pull request, repository and deployment status. Both lines are needed.
            #millrace.github.app-id=
            # the key that GitHub let you download, PEM; a relative path counts from this file's folder
            #millrace.github.private-key-file=

            # With its client id and secret, people sign in with GitHub; with its name in addresses, they install it for their team.
            #millrace.github.client-id=
            #millrace.github.client-secret=
            #millrace.github.app-slug=

            # People sign in with an OpenID Connect provider, too; members of its groups are members of teams.
            #millrace.gateway.oidc.issuer=https://sso.example.org
            #millrace.gateway.oidc.client-id=millrace
            #millrace.gateway.oidc.client-secret=
            #millrace.gateway.oidc.groups.developers=acme:member

            # What the App's webhook is signed with: one or more, separated by commas, the newest first.
            # Without this line Millrace makes one at its first start, in data/keys/webhook-secret.
            #millrace.github.webhook-secrets=

            # The address under which people and GitHub reach this machine, for example https://millrace.example.org.
            # The App's webhook address is this, followed by /webhooks/github.
            #millrace.public-url=http://localhost:8080

            # Where the gateway listens: 0.0.0.0 lets other machines in. Give it TLS by a proxy on this machine, and set the next
            # line to true only then: it makes Millrace believe the proxy's X-Forwarded headers.
            #millrace.gateway.host=127.0.0.1
            #millrace.gateway.trust-forwarded=false
            # With this line, that port and no other; without it 8080, or a free one if that is taken.
            #millrace.gateway.port=

            # Hosts inside your network that may be mirrored from and sent webhooks: names, *.suffix, or ranges of addresses.
            #millrace.outbound.allowed=gitlab.example.org

            # For GitHub Enterprise Server: its host, its API and its pages.
            #millrace.github.instance=github.com
            #millrace.github.api-url=https://api.github.com
            #millrace.github.web-url=https://github.com
            """;

    /** Settings of a platform without a file, such as the demo's; the forge is the simulated one. */
    public static Settings ofSimulation() {
        var forge = new ForgeApp("", "", "", Optional.empty(), Optional.empty(), List.of());
        return new Settings(forge, Optional.empty(), Door.local(), Map.of());
    }

    /**
     * Reads the file; writes the explained one first if there is none. If users outside the file's group can read it,
     * their rights are removed.
     *
     * @param ownWebhookSecret used if the file names none
     * @param warn receives a line for the operator if the rights cannot be removed
     * @throws StartFailed with line, key, value and rule if a setting is invalid
     */
    public static Settings readOrExplain(Path file, String ownWebhookSecret, Consumer<String> warn) {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                OwnerOnly.write(file, TEMPLATE);
            } else if (!OwnerOnly.closeToOthers(file)) {
                warn.accept(
                        "every user of this machine can read %s, which may hold secrets: chmod o= it".formatted(file));
            }
        } catch (IOException e) {
            throw new StartFailed("cannot write " + file + ": " + e.getMessage(), e);
        }
        return new Reader(SettingsFile.read(file)).settings(ownWebhookSecret);
    }

    /**
     * Writes {@link #others} where the services read them; only readable by the owner, since they may contain
     * passwords.
     */
    void writeOthers(Path target) {
        var properties = new Properties();
        properties.putAll(others);
        // higher priority than a service's built-in settings, lower than its environment
        properties.setProperty("config_ordinal", "280");
        try {
            Files.deleteIfExists(target);
            Files.createFile(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (var out = Files.newBufferedWriter(target)) {
                properties.store(out, null);
            }
        } catch (IOException e) {
            throw new StartFailed("cannot write " + target + ": " + e.getMessage(), e);
        }
    }

    private record Reader(SettingsFile file) {

        Settings settings(String ownWebhookSecret) {
            rejectUnknownKeys();
            Optional<String> appId = file.value(APP_ID);
            appId.filter(id -> !id.matches("[A-Za-z0-9.]+")).ifPresent(id -> {
                throw rejected(APP_ID, id, "the App's number or client id");
            });
            Optional<Path> key = file.value(PRIVATE_KEY_FILE).map(text -> existingFile(PRIVATE_KEY_FILE, text));
            if (appId.isPresent() != key.isPresent()) {
                throw file.rejected(
                        appId.isPresent() ? APP_ID : PRIVATE_KEY_FILE,
                        "stands alone: %s and %s are needed together".formatted(APP_ID, PRIVATE_KEY_FILE));
            }
            var forge = new ForgeApp(
                    file.value(INSTANCE).orElse("github.com"),
                    address(API_URL).orElse("https://api.github.com"),
                    address(WEB_URL).orElse("https://github.com"),
                    appId,
                    key,
                    file.value(WEBHOOK_SECRETS).map(Reader::list).orElse(List.of(ownWebhookSecret)));
            return new Settings(forge, publicUrl(), door(), others());
        }

        private void rejectUnknownKeys() {
            var known = KnownSettings.load();
            for (String key : file.keys()) {
                if (known.isInternal(key)) {
                    throw file.rejected(key, "is set by Millrace itself");
                }
                if (!known.isOpen(key)) {
                    throw file.rejected(
                            key,
                            "is no setting"
                                    + known.nearest(key)
                                            .map(nearest -> "; the nearest name is " + nearest)
                                            .orElse(""));
                }
            }
        }

        private Optional<String> publicUrl() {
            Optional<String> one = address(PUBLIC_URL);
            Optional<String> other = address(URLS_PUBLIC);
            if (one.isPresent() && other.isPresent() && !one.equals(other)) {
                throw file.rejected(URLS_PUBLIC, "is another name of %s and must be the same".formatted(PUBLIC_URL));
            }
            return one.or(() -> other);
        }

        private Door door() {
            InetAddress host = file.value(HOST).map(this::ownAddress).orElse(InetAddress.getLoopbackAddress());
            return new Door(host, file.value(PORT).map(text -> port(PORT, text)));
        }

        private InetAddress ownAddress(String text) {
            if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*") && !text.equals("localhost")) {
                throw rejected(HOST, text, "an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::");
            }
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                throw rejected(HOST, text, "an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::");
            }
        }

        private int port(String key, String text) {
            if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > LAST_PORT) {
                throw rejected(key, text, "a port, 1 to " + LAST_PORT);
            }
            return Integer.parseInt(text);
        }

        private Map<String, String> others() {
            var others = new TreeMap<String, String>();
            for (String key : file.keys()) {
                if (!OWN.contains(key)) {
                    file.value(key).ifPresent(text -> others.put(key, meant(key, text)));
                }
            }
            return others;
        }

        private String meant(String key, String text) {
            if (key.equals(TRUST_CERTIFICATES)) {
                return Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .map(each -> readable(key, each).toString())
                        .collect(Collectors.joining(","));
            }
            if (NEEDED_FILES.contains(key) || key.matches(SECRET_OF_PROVIDER)) {
                return existingFile(key, text).toString();
            }
            if (text.matches("https?://.*")) {
                return address(key).orElseThrow();
            }
            return OTHER_PATHS.contains(key) ? file.resolve(text).toString() : text;
        }

        private Optional<String> address(String key) {
            return file.value(key).map(text -> {
                if (!text.matches("https?://[^/\\s@]+(/[^\\s]*)?")) {
                    throw rejected(key, text, "an http or https address without credentials");
                }
                Matcher port = Pattern.compile("https?://[^/]*:([0-9]*)(/.*)?").matcher(text);
                if (port.matches()) {
                    port(key, port.group(1));
                }
                return text.replaceAll("/+$", "");
            });
        }

        private Path readable(String key, String text) {
            Path path = file.resolve(text);
            if (!Files.isReadable(path)) {
                throw rejected(key, text, "files or folders that can be read; looked for " + path);
            }
            return path;
        }

        private Path existingFile(String key, String text) {
            Path path = file.resolve(text);
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                throw rejected(key, text, "a file that can be read; looked for " + path);
            }
            return path;
        }

        private StartFailed rejected(String key, String value, String rule) {
            return file.rejected(key, "is '%s', it must be %s".formatted(value, rule));
        }

        private static List<String> list(String text) {
            return Stream.of(text.split(",", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }
}
