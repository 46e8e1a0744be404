package dev.millrace.gateway.connection;

import dev.millrace.forge.ForgeHost;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the addresses of a forge that an administrator gave, and completes them with the usual ones. */
public final class ReadForgeHost {

    private static final Pattern HOST = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?");

    private ReadForgeHost() {}

    /**
     * A GitHub.
     *
     * @param instance its host; github.com by default
     * @throws IllegalArgumentException if something is unacceptable; the message names it
     */
    public static ForgeHost gitHub(@Nullable String instance, @Nullable String apiUrl, @Nullable String webUrl) {
        return complete(ForgeHost.gitHub(instance(instance == null ? "github.com" : instance)), apiUrl, webUrl);
    }

    static String instance(String given) {
        String host = given.strip().toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("instance must be a host name, and is '%s'".formatted(host));
        }
        return host;
    }

    /** @param usual where that kind of forge usually has its addresses */
    static ForgeHost complete(ForgeHost usual, @Nullable String apiUrl, @Nullable String webUrl) {
        return new ForgeHost(
                usual.instance(),
                address("apiUrl", apiUrl).orElse(usual.apiUrl()),
                address("webUrl", webUrl).orElse(usual.webUrl()));
    }

    private static Optional<URI> address(String field, @Nullable String text) {
        try {
            return Optional.ofNullable(text)
                    .map(given -> URI.create(given.strip().replaceAll("/+$", "")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s is not an address: '%s'".formatted(field, text), e);
        }
    }
}
