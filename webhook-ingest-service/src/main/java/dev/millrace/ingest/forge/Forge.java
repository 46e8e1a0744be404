package dev.millrace.ingest.forge;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A kind of forge. The address that a delivery arrives at decides which one it is from, never its headers: Gitea and Forgejo
 * also send GitHub's.
 */
public enum Forge {
    GITHUB("github", "github.com"),
    GITLAB("gitlab", "gitlab.com"),
    GITEA("gitea", null),
    FORGEJO("forgejo", null),
    /** the public instance of Forgejo */
    CODEBERG("codeberg", "codeberg.org"),
    BITBUCKET("bitbucket", "bitbucket.org"),
    BITBUCKET_DATA_CENTER("bitbucket-data-center", null),
    SOURCEHUT("sourcehut", "git.sr.ht");

    /** Kept with the headers of a delivery that arrived through a team's connection: which forge it is from. */
    public static final String HEADER = "millrace-forge";

    /** Kept with the headers of a delivery that arrived through a team's connection: whose. */
    public static final String TEAM_HEADER = "millrace-team";

    private final String word;
    private final @Nullable String host;

    Forge(String word, @Nullable String host) {
        this.word = word;
        this.host = host;
    }

    /** The forge whose deliveries may arrive at a team's address; {@code sr.ht} is an alias of {@code sourcehut}. */
    public static Optional<Forge> ofTeam(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(forge -> forge != GITHUB)
                .filter(forge -> forge.word.equals(wanted.equals("sr.ht") ? "sourcehut" : wanted))
                .findFirst();
    }

    /** All words that {@link #ofTeam} knows, for people. */
    public static String ofTeams() {
        return Arrays.stream(values())
                .filter(forge -> forge != GITHUB)
                .map(Forge::word)
                .collect(Collectors.joining(", "));
    }

    /**
     * The forge of a stored delivery: what was recorded when it arrived, else GitHub if its headers are GitHub's.
     *
     * @param headers by name in lower case, as kept with the delivery
     */
    public static Optional<Forge> of(Map<String, String> headers) {
        String recorded = headers.get(HEADER);
        if (recorded != null) {
            return ofTeam(recorded);
        }
        return headers.containsKey("x-github-event") ? Optional.of(GITHUB) : Optional.empty();
    }

    /** Name in addresses and settings, lower case. */
    public String word() {
        return word;
    }

    /** Host of the public instance; empty for software that everyone hosts themselves. */
    public Optional<String> defaultHost() {
        return Optional.ofNullable(host);
    }
}
