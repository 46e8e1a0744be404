package dev.millrace.standalone.access;

import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.platform.DataFolder;
import dev.millrace.standalone.platform.PlatformKeys;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Address of the platform that the commands use: the one running on a data folder, or another one named by the
 * environment.
 */
final class RunningPlatform {

    private static final String URL = "MILLRACE_URL";
    private static final String ADMINISTRATOR = "MILLRACE_ADMINISTRATOR_TOKEN";
    private static final String FACTS = "platform.properties";

    private final DataFolder data;
    private final Map<String, String> environment;
    private final Optional<URI> other;
    private final Properties facts = new Properties();

    /**
     * @param environment {@code MILLRACE_URL} and {@code MILLRACE_ADMINISTRATOR_TOKEN} name another platform
     * @throws StartFailed if {@code MILLRACE_URL} is not a valid address
     */
    RunningPlatform(DataFolder data, Map<String, String> environment) {
        this.data = data;
        this.environment = environment;
        this.other = Optional.ofNullable(environment.get(URL))
                .filter(text -> !text.isEmpty())
                .map(RunningPlatform::address);
        Path file = data.run().resolve(FACTS);
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                facts.load(in);
            } catch (IOException e) {
                throw new StartFailed("cannot read " + file + ": " + e.getMessage(), e);
            }
        }
    }

    /** @throws StartFailed if no platform is running */
    URI gateway() {
        return other.or(() -> fact("gateway-url"))
                .orElseThrow(() -> new StartFailed(
                        "no platform runs on %s: start './millrace up', or set %s".formatted(data.root(), URL)));
    }

    private static URI address(String text) {
        try {
            URI address = new URI(text.replaceAll("/+$", ""));
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // rejected below
        }
        // not quoted: it may contain a password
        throw new StartFailed(
                URL + " must be an http or https address without credentials, such as https://millrace.example.org");
    }

    private Optional<URI> fact(String name) {
        return Optional.ofNullable(facts.getProperty(name))
                .map(text -> text.replaceAll("/+$", ""))
                .map(URI::create);
    }

    /** @throws StartFailed if there is no administrator's token */
    JsonClient administrator() {
        return JsonClient.of(gateway()).withBearer(administratorToken());
    }

    /** Whether this is an address of the platform, in git's notation: {@code http} and {@code localhost:8080}. */
    boolean isAt(String protocol, String host) {
        Optional<URI> gateway = fact("gateway-url");
        boolean isNamed = Stream.of(other, fact("public-url"), gateway)
                .flatMap(Optional::stream)
                .anyMatch(address -> isAuthority(address, protocol, host));
        return isNamed
                || gateway.filter(address -> protocol.equals("http") && host.equals("localhost:" + address.getPort()))
                        .isPresent();
    }

    private static boolean isAuthority(URI address, String protocol, String host) {
        return protocol.equals(address.getScheme())
                && host.toLowerCase(Locale.ROOT).equals(address.getAuthority().toLowerCase(Locale.ROOT));
    }

    private String administratorToken() {
        String given = environment.get(ADMINISTRATOR);
        if (given != null) {
            return given;
        }
        if (other.isPresent()) {
            // the token of the platform on this machine must not be sent to another platform
            throw new StartFailed("%s is set, so set %s, too".formatted(URL, ADMINISTRATOR));
        }
        Path file = PlatformKeys.in(data).administratorToken();
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartFailed("there is no administrator's token in %s: start './millrace up' once, or set %s"
                    .formatted(file, ADMINISTRATOR));
        }
    }
}
