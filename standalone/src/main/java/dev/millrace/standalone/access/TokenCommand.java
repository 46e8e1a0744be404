package dev.millrace.standalone.access;

import dev.millrace.standalone.process.StartFailed;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code token --repo OWNER/NAME --scope SCOPE [--scope SCOPE] [--team SLUG] [--for 1h]}: prints only the token, so
 * that {@code $(./millrace token ...)} keeps it out of the shell's history.
 */
final class TokenCommand {

    static final Set<String> SCOPES = Set.of("git:read", "git:write", "repo:write", "org:read", "events:write");

    private static final Duration USUAL_LIFETIME = Duration.ofHours(1);
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(365);

    private final TeamKeyFolder keys;
    private final PrintStream out;

    TokenCommand(TeamKeyFolder keys, PrintStream out) {
        this.keys = keys;
        this.out = out;
    }

    void run(List<String> arguments) {
        var rest = new ArrayDeque<>(arguments);
        Optional<String> repository = Optional.empty();
        Optional<String> team = Optional.empty();
        var scopes = new TreeSet<String>();
        Duration lifetime = USUAL_LIFETIME;
        while (!rest.isEmpty()) {
            String option = rest.remove();
            String value = Optional.ofNullable(rest.poll())
                    .orElseThrow(() -> new StartFailed("%s needs a value after it".formatted(option)));
            switch (option) {
                case "--repo" -> repository = Optional.of(value);
                case "--team" -> team = Optional.of(value);
                case "--scope" -> scopes.addAll(scopes(value));
                case "--for" -> lifetime = lifetime(value);
                default -> throw new StartFailed("token has no option " + option);
            }
        }
        String name = repository.orElseThrow(
                () -> new StartFailed("--repo is missing: owner/name, or org for all repositories of the team"));
        if (scopes.isEmpty()) {
            throw new StartFailed("--scope is missing: " + String.join(", ", new TreeSet<>(SCOPES)));
        }
        String signer = team.or(() -> keys.teamFor(name))
                .orElseThrow(() ->
                        new StartFailed("--team is missing; the teams with a key here are: %s; 'team add' makes one"
                                .formatted(String.join(", ", keys.teams()))));
        out.println(keys.load(signer).token(name, lifetime, scopes.toArray(String[]::new)));
    }

    private static List<String> scopes(String value) {
        List<String> scopes = List.of(value.split(",", -1));
        scopes.stream().filter(scope -> !SCOPES.contains(scope)).findFirst().ifPresent(scope -> {
            throw new StartFailed(
                    "there is no scope '%s'; there are %s".formatted(scope, String.join(", ", new TreeSet<>(SCOPES))));
        });
        return scopes;
    }

    /** Reads the value of {@code --for}. */
    static Duration lifetime(String value) {
        if (!value.matches("[1-9][0-9]{0,4}[mhd]")) {
            throw new StartFailed("--for is '%s', it must be a number with m, h or d, such as 8h".formatted(value));
        }
        long number = Long.parseLong(value.substring(0, value.length() - 1));
        Duration lifetime = switch (value.charAt(value.length() - 1)) {
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        if (lifetime.compareTo(LONGEST_LIFETIME) > 0) {
            throw new StartFailed("--for is '%s', the longest is %dd".formatted(value, LONGEST_LIFETIME.toDays()));
        }
        return lifetime;
    }
}
