package dev.millrace.pipeline.mirror;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository by its name at a forge.
 *
 * @param instance host of the forge, lower case
 * @param fullName {@code owner/name}, or with more segments
 */
public record UpstreamName(String instance, String fullName) {

    /** {@code git@github.com:acme/widgets.git}. */
    private static final Pattern SCP = Pattern.compile("(?:[^@/:]+@)?([^@/:]+):(?!//)(.+)");

    private static final List<String> SCHEMES = List.of("https", "http", "ssh", "git", "git+ssh");
    private static final int LONGEST = 1_000;

    public UpstreamName {
        instance = instance.toLowerCase(Locale.ROOT);
    }

    /**
     * The repository that an address in {@code .gitmodules} means; empty if it means none at a forge.
     *
     * @param address from the repository; relative to this one if it starts with {@code ./} or {@code ../}
     */
    Optional<UpstreamName> resolve(String address) {
        if (address.length() > LONGEST) {
            return Optional.empty();
        }
        if (address.startsWith("./") || address.startsWith("../")) {
            return relative(address);
        }
        Matcher scp = SCP.matcher(address);
        if (!address.contains("://")) {
            return scp.matches() ? of(scp.group(1), scp.group(2)) : Optional.empty();
        }
        try {
            var uri = new URI(address);
            boolean known = uri.getScheme() != null
                    && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    && uri.getHost() != null
                    && uri.getPath() != null;
            return known ? of(host(uri), uri.getPath()) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** A port of SSH belongs to no instance; one of HTTP does. */
    private static String host(URI uri) {
        boolean http = uri.getScheme().toLowerCase(Locale.ROOT).startsWith("http");
        return http && uri.getPort() > 0 ? uri.getHost() + ":" + uri.getPort() : uri.getHost();
    }

    private Optional<UpstreamName> relative(String address) {
        Deque<String> path = new ArrayDeque<>(Arrays.asList(fullName.split("/", -1)));
        for (String segment : address.split("/", -1)) {
            if (segment.equals("..")) {
                if (path.isEmpty()) {
                    return Optional.empty();
                }
                path.removeLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                path.addLast(segment);
            }
        }
        return of(instance, String.join("/", path));
    }

    private static Optional<UpstreamName> of(String host, String path) {
        String name = path.replaceAll("^/+", "").replaceAll("/+$", "").replaceAll("\\.git$", "");
        return name.contains("/") ? Optional.of(new UpstreamName(host, name)) : Optional.empty();
    }
}
