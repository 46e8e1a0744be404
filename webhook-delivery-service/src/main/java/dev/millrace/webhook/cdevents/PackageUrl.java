package dev.millrace.webhook.cdevents;

import dev.millrace.events.forge.ForgeRepository;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The package URL (purl) of a repository at a commit, which is what a forge's deployment deploys. Two forges have a purl type
 * of their own; a repository of another is {@code generic}, with its address as a qualifier.
 */
final class PackageUrl {

    private static final Map<String, String> TYPES = Map.of("github.com", "github", "bitbucket.org", "bitbucket");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    private PackageUrl() {}

    /** Empty unless the commit is a whole object id. */
    static Optional<String> of(ForgeRepository repository, String sha) {
        if (!COMMIT.matcher(sha).matches()) {
            return Optional.empty();
        }
        String type = TYPES.get(repository.instance());
        if (type != null) {
            // both types have names in lower case, since their forges do not distinguish it
            return Optional.of(
                    "pkg:%s/%s@%s".formatted(type, path(repository.fullName().toLowerCase(Locale.ROOT)), sha));
        }
        String name = repository.fullName().substring(repository.fullName().lastIndexOf('/') + 1);
        return Optional.of("pkg:generic/%s@%s?vcs_url=%s"
                .formatted(encoded(name), sha, encoded("git+" + repository.cloneUrl() + "@" + sha)));
    }

    private static String path(String fullName) {
        return Arrays.stream(fullName.split("/")).map(PackageUrl::encoded).collect(Collectors.joining("/"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
