package dev.millrace.standalone.access;

import dev.millrace.standalone.client.TeamKey;
import dev.millrace.standalone.process.StartFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A credential helper of git (gitcredentials(7), git-credential(1)): {@code credential [--team SLUG] get} reads git's
 * request and answers with a token that is valid for an hour; nothing is stored. Requests for hosts other than the
 * platform's are not answered. If {@code credential.useHttpPath} is set, git names the repository, and the token is
 * valid for that one only; otherwise it is valid for the repositories of the team.
 */
final class CredentialCommand {

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final String WHOLE_TEAM = "org";

    private final RunningPlatform platform;
    private final TeamKeyFolder keys;
    private final Clock clock;
    private final PrintStream out;

    CredentialCommand(RunningPlatform platform, TeamKeyFolder keys, Clock clock, PrintStream out) {
        this.platform = platform;
        this.keys = keys;
        this.clock = clock;
        this.out = out;
    }

    void run(List<String> arguments, BufferedReader in) {
        boolean named = arguments.size() == 3 && arguments.getFirst().equals("--team");
        if (!named && arguments.size() != 1) {
            throw new StartFailed("usage: ./millrace credential [--team SLUG] get|store|erase, as git calls it");
        }
        if (!arguments.getLast().equals("get")) {
            return; // there is nothing to store or to erase: each token is signed on request
        }
        Map<String, String> request = read(in);
        if (!platform.isAt(request.getOrDefault("protocol", ""), request.getOrDefault("host", ""))) {
            return;
        }
        String repository = repository(request.getOrDefault("path", ""));
        Optional<String> team = named ? Optional.of(arguments.get(1)) : keys.teamFor(repository);
        TeamKey key = keys.load(team.orElseThrow(() -> new StartFailed(
                "no key here is for '%s'; name a team: credential.helper '!./millrace credential --team SLUG'"
                        .formatted(repository))));
        out.println("username=t");
        out.println("password=" + key.token(repository, LIFETIME, "git:write"));
        out.println("password_expiry_utc=" + clock.instant().plus(LIFETIME).getEpochSecond());
    }

    private static Map<String, String> read(BufferedReader in) {
        var request = new HashMap<String, String>();
        try {
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    request.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
            return request;
        } catch (IOException e) {
            throw new UncheckedIOException("git's request cannot be read", e);
        }
    }

    /** Git sends the path of the URL, {@code acme/widgets.git} or {@code acme/widgets.git/info/lfs}. */
    private static String repository(String path) {
        String name = path.replaceFirst("^/+", "")
                .replaceFirst("\\.git(/.*)?$", "")
                .replaceFirst("/+$", "")
                .replaceFirst("\\+(ephemeral|import)$", "");
        return name.isEmpty() ? WHOLE_TEAM : name;
    }
}
