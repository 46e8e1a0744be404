package dev.millrace.standalone.access;

import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.platform.DataFolder;
import dev.millrace.standalone.platform.PlatformKeys;
import dev.millrace.standalone.process.StartFailed;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Entry point of {@code ./millrace team}, {@code token}, {@code secrets}, {@code configs}, {@code credential} and {@code ops}, after
 * {@code --data FOLDER}. Exits with
 * 1 and a message if the command fails.
 */
public final class AccessMain {

    private AccessMain() {}

    public static void main(String... arguments) {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            run(List.of(arguments), System.getenv(), Clock.systemUTC(), in, System.out);
        } catch (StartFailed | UnexpectedAnswer e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
    }

    static void run(
            List<String> arguments, Map<String, String> environment, Clock clock, BufferedReader in, PrintStream out) {
        if (arguments.size() < 3 || !arguments.getFirst().equals("--data")) {
            throw new StartFailed("--data FOLDER and a command are expected");
        }
        var data = new DataFolder(Path.of(arguments.get(1)));
        Path folder = PlatformKeys.in(data).teams();
        var keys = new TeamKeyFolder(folder, System.getProperty("user.name", ""), clock);
        var platform = new RunningPlatform(data, environment);
        List<String> rest = new ArrayList<>(arguments.subList(3, arguments.size()));
        switch (arguments.get(2)) {
            case "team" -> new TeamCommand(platform, keys, folder, out).run(rest);
            case "token" -> {
                if (!rest.isEmpty() && AccessTokenCommand.VERBS.contains(rest.getFirst())) {
                    new AccessTokenCommand(platform, clock, out).run(rest);
                } else {
                    new TokenCommand(keys, out).run(rest);
                }
            }
            case "secrets", "configs" ->
                new StoreCommand(platform, environment, clock, arguments.get(2), in, out).run(rest);
            case "credential" -> new CredentialCommand(platform, keys, clock, out).run(rest, in);
            case "ops" -> new OpsCommand(platform, keys, environment, out).run(rest);
            case "insights" -> new InsightsCommand(platform, keys, environment, out).run(rest);
            case String other ->
                throw new StartFailed(
                        "team, token, secrets, configs, credential, ops or insights is expected, not '" + other + "'");
        }
    }
}
