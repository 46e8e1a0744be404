package dev.millrace.standalone.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.JsonClient.Answer;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.StartFailed;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ops run NAME [--repo OWNER/NAME] [--kind KIND] [--ref REF] [--env KEY=VALUE] [--team SLUG] [-- ARGUMENT...]} runs a
 * published workflow, prints what its jobs print, and fails unless it passes; {@code ops list [--repo OWNER/NAME] [--team SLUG]}
 * lists the workflows. With a key of the team that is here, or with the token in {@code MILLRACE_TOKEN}.
 */
final class OpsCommand {

    private static final String USAGE = "usage: ./millrace ops run NAME [--repo OWNER/NAME] [--kind KIND] [--ref REF]"
            + " [--env KEY=VALUE] [--team SLUG] [-- ARGUMENT...] | ops list [--repo OWNER/NAME] [--team SLUG]";
    private static final String TOKEN = "MILLRACE_TOKEN";
    private static final Duration TOKEN_LIFETIME = Duration.ofDays(1);

    private final RunningPlatform platform;
    private final TeamKeyFolder keys;
    private final Map<String, String> environment;
    private final PrintStream out;

    OpsCommand(RunningPlatform platform, TeamKeyFolder keys, Map<String, String> environment, PrintStream out) {
        this.platform = platform;
        this.keys = keys;
        this.environment = environment;
        this.out = out;
    }

    void run(List<String> arguments) {
        var rest = new ArrayDeque<>(arguments);
        String verb = Optional.ofNullable(rest.poll()).orElseThrow(() -> new StartFailed(USAGE));
        Options options = Options.read(rest);
        switch (verb) {
            case "run" -> start(options);
            case "list" -> list(options);
            default -> throw new StartFailed(USAGE);
        }
    }

    /**
     * What follows the verb.
     *
     * @param named options that are given once
     * @param names what is no option
     * @param variables of {@code --env}
     * @param words after {@code --}
     */
    private record Options(
            Map<String, String> named, List<String> names, Map<String, String> variables, List<String> words) {

        static Options read(ArrayDeque<String> rest) {
            var options =
                    new Options(new LinkedHashMap<>(), new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
            while (!rest.isEmpty()) {
                String argument = rest.remove();
                switch (argument) {
                    case "--" -> {
                        options.words.addAll(rest);
                        rest.clear();
                    }
                    case "--env" -> options.addVariable(value(argument, rest));
                    case "--repo", "--kind", "--ref", "--team" -> options.named.put(argument, value(argument, rest));
                    default -> {
                        if (argument.startsWith("-")) {
                            throw new StartFailed("ops has no option %s; %s".formatted(argument, USAGE));
                        }
                        options.names.add(argument);
                    }
                }
            }
            return options;
        }

        private static String value(String option, ArrayDeque<String> rest) {
            return Optional.ofNullable(rest.poll())
                    .orElseThrow(() -> new StartFailed("%s needs a value after it".formatted(option)));
        }

        private void addVariable(String text) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new StartFailed("--env is '%s', it must be KEY=VALUE".formatted(text));
            }
            variables.put(text.substring(0, equals), text.substring(equals + 1));
        }

        Optional<String> find(String option) {
            return Optional.ofNullable(named.get(option));
        }
    }

    private void list(Options options) {
        if (!options.names().isEmpty()) {
            throw new StartFailed(USAGE);
        }
        for (JsonNode workflow : workflows(client(options), options, Optional.empty())) {
            out.println("%s  %s  %s:%s  %s  runs=%s  last=%s"
                    .formatted(
                            workflow.path("repository").asText(),
                            workflow.path("kind").asText(),
                            workflow.path("name").asText(),
                            workflow.path("version").asText(),
                            workflow.path("enabled").asBoolean() ? "enabled" : "disabled",
                            workflow.path("runs").asText(),
                            workflow.path("lastRun").path("state").asText("never")));
        }
    }

    private void start(Options options) {
        if (options.names().size() != 1) {
            throw new StartFailed(USAGE);
        }
        String name = options.names().getFirst();
        JsonClient client = client(options);
        JsonNode workflow = only(name, workflows(client, options, Optional.of(name)));
        Map<String, Object> body = new LinkedHashMap<>();
        options.find("--ref").ifPresent(ref -> body.put("ref", ref));
        if (!options.words().isEmpty()) {
            body.put("arguments", options.words());
        }
        body.put("environment", options.variables());
        Answer answer = client.ask(
                "POST", "/api/workflows/%s/runs".formatted(workflow.path("id").asText()), Optional.of(body));
        JsonNode build = expectSuccess(answer, "'%s' cannot be run".formatted(name));
        out.println("%s:%s runs as build %s on %s at %s"
                .formatted(
                        name,
                        workflow.path("version").asText(),
                        build.path("id").asText(),
                        build.path("ref").asText(),
                        build.path("sha").asText()));
        var follow = new FollowBuild(client, platform.gateway(), token(options), out);
        String state = follow.untilItEnds(build.path("id").asText());
        out.println("Build %s: %s".formatted(build.path("id").asText(), state));
        if (!state.equals("passed")) {
            throw new UnexpectedAnswer(
                    "build %s did not pass: %s".formatted(build.path("id").asText(), state));
        }
    }

    private static JsonNode only(String name, List<JsonNode> found) {
        if (found.isEmpty()) {
            throw new StartFailed("there is no workflow '%s'; 'ops list' shows all".formatted(name));
        }
        if (found.size() > 1) {
            List<String> all = found.stream()
                    .map(workflow -> workflow.path("kind").asText() + " of "
                            + workflow.path("repository").asText())
                    .toList();
            throw new StartFailed(
                    "'%s' is ambiguous: %s; name --repo or --kind".formatted(name, String.join(", ", all)));
        }
        return found.getFirst();
    }

    private static List<JsonNode> workflows(JsonClient client, Options options, Optional<String> name) {
        List<JsonNode> all = new ArrayList<>();
        String path = "/api/workflows?limit=100"
                + name.map(text -> "&name=" + encode(text)).orElse("")
                + options.find("--repo")
                        .map(text -> "&repository=" + encode(text))
                        .orElse("")
                + options.find("--kind").map(text -> "&kind=" + encode(text)).orElse("");
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            Answer answer = client.ask("GET", path + cursor.get(), Optional.empty());
            JsonNode page = expectSuccess(answer, "the workflows cannot be listed");
            page.path("workflows").forEach(all::add);
            cursor = Optional.of(page.path("next").asText(""))
                    .filter(next -> !next.isEmpty())
                    .map("&cursor="::concat);
        }
        return all;
    }

    private JsonClient client(Options options) {
        URI gateway = platform.gateway();
        return JsonClient.of(gateway).withBearer(token(options));
    }

    private String token(Options options) {
        String given = environment.get(TOKEN);
        if (given != null && !given.isEmpty()) {
            return given;
        }
        if (environment.containsKey("MILLRACE_URL")) {
            throw new StartFailed("MILLRACE_URL is set, so set %s, too".formatted(TOKEN));
        }
        String team = options.find("--team")
                .or(() -> keys.teamFor(options.find("--repo").orElse("")))
                .orElseThrow(() ->
                        new StartFailed("--team is missing; the teams with a key here are: %s; 'team add' makes one"
                                .formatted(String.join(", ", keys.teams()))));
        return keys.load(team).token("org", TOKEN_LIFETIME, "git:read", "git:write", "org:read");
    }

    private static JsonNode expectSuccess(Answer answer, String failure) {
        if (answer.status() / 100 != 2) {
            String reason = answer.body().path("error").asText(answer.body().toString());
            throw new UnexpectedAnswer("%s: %d %s".formatted(failure, answer.status(), reason));
        }
        return answer.body();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
