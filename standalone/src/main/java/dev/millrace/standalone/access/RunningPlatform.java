package dev.millrace.standalone.access;

import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.platform.DataFolder;
import dev.millrace.standalone.platform.PlatformKeys;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Where the platform is that the commands talk to: the one that runs on a data folder, or another one by environment. */
final class RunningPlatform {

    private static final String URL = "MILLRACE_URL";
    private static final String ADMINISTRATOR = "MILLRACE_ADMINISTRATOR_TOKEN";
    private static final String FACTS = "platform.properties";

    private final DataFolder data;
    private final Map<String, String> environment;
    private final Properties facts = new Properties();

    /** @param environment {@code MILLRACE_URL} and {@code MILLRACE_ADMINISTRATOR_TOKEN} name another platform */
    RunningPlatform(DataFolder data, Map<String, String> environment) {
        this.data = data;
        this.environment = environment;
        Path file = data.run().resolve(FACTS);
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                facts.load(in);
            } catch (IOException e) {
                throw new StartFailed("cannot read " + file + ": " + e.getMessage(), e);
            }
        }
    }

    /** @throws StartFailed if no platform runs */
    URI gateway() {
        String url = Optional.ofNullable(environment.get(URL))
                .or(() -> Optional.ofNullable(facts.getProperty("gateway-url")))
                .orElseThrow(() -> new StartFailed(
                        "no platform runs on %s: start './millrace up', or set %s".formatted(data.root(), URL)));
        return URI.create(url.replaceAll("/+$", ""));
    }

    /** @throws StartFailed if there is no administrator's token */
    JsonClient administrator() {
        return JsonClient.of(gateway()).withBearer(administratorToken());
    }

    /** Whether this is an address of the platform, as git names it: {@code http} and {@code localhost:8080}. */
    boolean isAt(String protocol, String host) {
        if (isAuthority(environment.get(URL), protocol, host)
                || isAuthority(facts.getProperty("public-url"), protocol, host)) {
            return true;
        }
        String gateway = facts.getProperty("gateway-url");
        return isAuthority(gateway, protocol, host)
                || (gateway != null
                        && protocol.equals("http")
                        && host.equals("localhost:" + URI.create(gateway).getPort()));
    }

    private static boolean isAuthority(@Nullable String address, String protocol, String host) {
        if (address == null) {
            return false;
        }
        URI uri = URI.create(address);
        return protocol.equals(uri.getScheme())
                && host.toLowerCase(Locale.ROOT).equals(uri.getAuthority().toLowerCase(Locale.ROOT));
    }

    private String administratorToken() {
        String given = environment.get(ADMINISTRATOR);
        if (given != null) {
            return given;
        }
        if (environment.containsKey(URL)) {
            // the token of the platform on this machine is no other platform's to see
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
