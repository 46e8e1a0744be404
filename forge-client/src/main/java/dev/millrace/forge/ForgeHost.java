package dev.millrace.forge;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a forge is.
 *
 * @param instance host that names it in events, lower case: {@code github.com}
 * @param apiUrl root of its REST API, with or without a trailing slash: {@code https://api.github.com}
 * @param webUrl web address, from which repositories are cloned, with or without a trailing slash
 */
public record ForgeHost(String instance, URI apiUrl, URI webUrl) {

    private static final String GITHUB = "github.com";

    public ForgeHost {
        require("API", apiUrl);
        require("web", webUrl);
    }

    /** GitHub at this host: github.com, or a GitHub Enterprise Server, whose API is below {@code /api/v3}. */
    public static ForgeHost gitHub(String instance) {
        String host = instance.toLowerCase(Locale.ROOT);
        return host.equals(GITHUB)
                ? new ForgeHost(host, URI.create("https://api.github.com"), URI.create("https://github.com"))
                : new ForgeHost(host, URI.create("https://" + host + "/api/v3"), URI.create("https://" + host));
    }

    /** The address that a repository is cloned from, without a trailing slash. */
    public URI repository(String fullName) {
        try {
            String path = new URI(null, null, "/" + fullName + ".git", null).toASCIIString();
            return URI.create(webUrl.toString().replaceAll("/+$", "") + path);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no address for " + fullName, e);
        }
    }

    private static void require(String name, URI address) {
        boolean http = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
        if (address.getHost() == null || !http) {
            throw new IllegalArgumentException(
                    "the %s address of a forge must be an http or https address: %s".formatted(name, address));
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the %s address of a forge must not carry credentials".formatted(name));
        }
    }
}
