package dev.millrace.gateway.connection;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of forges that can be connected. */
enum ForgeKind {
    GITHUB("github.com"),
    GITLAB("gitlab.com"),
    GITEA(null),
    FORGEJO(null),
    /** the public instance of Forgejo */
    CODEBERG("codeberg.org"),
    BITBUCKET("bitbucket.org"),
    BITBUCKET_DATA_CENTER(null),
    SOURCEHUT("git.sr.ht");

    private final Optional<String> publicHost;

    ForgeKind(@Nullable String publicHost) {
        this.publicHost = Optional.ofNullable(publicHost);
    }

    /** In events and in the API: {@code github}, {@code bitbucket-data-center}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The host that is meant where none is given; empty where there is no public instance. */
    Optional<String> publicHost() {
        return publicHost;
    }

    static Optional<ForgeKind> of(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(wireName))
                .findFirst();
    }

    /** All of them, for messages. */
    static String names() {
        return Arrays.stream(values()).map(ForgeKind::wireName).collect(Collectors.joining(", "));
    }
}
