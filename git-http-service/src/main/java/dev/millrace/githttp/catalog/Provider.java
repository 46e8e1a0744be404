package dev.millrace.githttp.catalog;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A kind of forge that repositories can follow. */
enum Provider {
    GITHUB("github", "github.com"),
    GITLAB("gitlab", "gitlab.com"),
    BITBUCKET("bitbucket", "bitbucket.org"),
    GITEA("gitea", null),
    FORGEJO("forgejo", null),
    CODEBERG("codeberg", "codeberg.org"),
    SOURCEHUT("sr.ht", "git.sr.ht");

    private final String wireName;
    private final @Nullable String host;

    Provider(String wireName, @Nullable String host) {
        this.wireName = wireName;
        this.host = host;
    }

    /** By its name in the API; {@code sourcehut} is an alias of {@code sr.ht}. */
    static Optional<Provider> of(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(provider -> provider.wireName.equals(wanted.equals("sourcehut") ? "sr.ht" : wanted))
                .findFirst();
    }

    /** All names, for people. */
    static String names() {
        return Arrays.stream(values()).map(Provider::wireName).collect(Collectors.joining(", "));
    }

    /** The name in the API. */
    String wireName() {
        return wireName;
    }

    /** Default host; empty for self-hosted software. */
    Optional<String> defaultHost() {
        return Optional.ofNullable(host);
    }

    /** The owner as the forge writes it: names of people and groups at SourceHut begin with {@code ~}. */
    String owner(String given) {
        return this == SOURCEHUT && !given.startsWith("~") ? "~" + given : given;
    }

    /** Clone address of a repository. */
    String cloneUrl(String at, String owner, String name) {
        String ending = this == SOURCEHUT ? "" : ".git";
        try {
            String path = new URI(null, null, "/" + owner + "/" + name + ending, null).toASCIIString();
            return "https://" + at + path;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no address for %s/%s".formatted(owner, name), e);
        }
    }
}
