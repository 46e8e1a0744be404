package dev.millrace.standalone.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.JsonClient.Answer;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.StartFailed;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code token create --team SLUG --name NAME --scope SCOPE[,SCOPE] [--role ROLE] [--for 90d]}, {@code token list --team SLUG}
 * and {@code token revoke --team SLUG ID}: access tokens of a team, with the administrator's token. {@code create} prints only
 * the token.
 */
final class AccessTokenCommand {

    static final Set<String> VERBS = Set.of("create", "list", "revoke");

    private static final int PAGE = 200;

    private static final String USAGE =
            "usage: ./millrace token create --team SLUG --name NAME --scope SCOPE[,SCOPE] [--role ROLE] [--for 90d]"
                    + " | token list --team SLUG | token revoke --team SLUG ID";

    private final RunningPlatform platform;
    private final Clock clock;
    private final PrintStream out;

    AccessTokenCommand(RunningPlatform platform, Clock clock, PrintStream out) {
        this.platform = platform;
        this.clock = clock;
        this.out = out;
    }

    /** @param arguments begin with one of {@link #VERBS} */
    void run(List<String> arguments) {
        var rest = new ArrayDeque<>(arguments);
        String verb = rest.remove();
        Map<String, String> options = new HashMap<>();
        Optional<String> id = Optional.empty();
        while (!rest.isEmpty()) {
            String argument = rest.remove();
            if (argument.startsWith("--")) {
                options.put(
                        argument,
                        Optional.ofNullable(rest.poll())
                                .orElseThrow(() -> new StartFailed("%s needs a value after it".formatted(argument))));
            } else {
                id = Optional.of(argument);
            }
        }
        requireKnown(verb, options.keySet());
        String tokens = "/api/teams/%s/tokens".formatted(TeamCommand.slug(required(options, "--team")));
        switch (verb) {
            case "create" -> create(tokens, options);
            case "list" -> list(tokens);
            default -> revoke(tokens, id.orElseThrow(() -> new StartFailed(USAGE)));
        }
    }

    private static void requireKnown(String verb, Set<String> options) {
        Set<String> known =
                verb.equals("create") ? Set.of("--team", "--name", "--scope", "--role", "--for") : Set.of("--team");
        options.stream().filter(option -> !known.contains(option)).findFirst().ifPresent(option -> {
            throw new StartFailed("token %s has no option %s".formatted(verb, option));
        });
    }

    private void create(String tokens, Map<String, String> options) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", required(options, "--name"));
        body.put("scopes", List.of(required(options, "--scope").split(",", -1)));
        Optional.ofNullable(options.get("--role")).ifPresent(role -> body.put("role", role));
        Optional.ofNullable(options.get("--for")).ifPresent(text -> {
            Duration lifetime = TokenCommand.lifetime(text);
            body.put("expiresAt", clock.instant().plus(lifetime).toString());
        });
        out.println(answered("POST", tokens, Optional.of(body)).path("token").asText());
    }

    private void list(String tokens) {
        var shown = new HashSet<String>();
        JsonNode page = answered("GET", "%s?limit=%d".formatted(tokens, PAGE), Optional.empty());
        // one that is used meanwhile moves to the front, and may be on two pages
        while (show(page, shown) && page.size() == PAGE) {
            String last = page.get(page.size() - 1).path("id").asText();
            page = answered("GET", "%s?limit=%d&before=%s".formatted(tokens, PAGE, last), Optional.empty());
        }
    }

    /** Returns false if all of them were shown before. */
    private boolean show(JsonNode page, Set<String> shown) {
        boolean hasNew = false;
        for (JsonNode token : page) {
            if (!shown.add(token.path("id").asText())) {
                continue;
            }
            hasNew = true;
            out.println("%s  %s  role=%s  scopes=%s  expires=%s  last-used=%s"
                    .formatted(
                            token.path("id").asText(),
                            token.path("name").asText(),
                            token.path("role").asText(),
                            token.path("scopes").toString(),
                            token.path("expiresAt").asText(),
                            token.path("lastUsedAt").asText("never")));
        }
        return hasNew;
    }

    private void revoke(String tokens, String id) {
        if (!id.matches("token-[0-9a-f-]{36}")) {
            throw new StartFailed("'%s' is no id of an access token; 'token list' shows them".formatted(id));
        }
        answered("DELETE", tokens + "/" + id, Optional.empty());
        out.println("The access token %s is revoked".formatted(id));
    }

    private JsonNode answered(String method, String path, Optional<Map<String, ?>> body) {
        JsonClient administrator = platform.administrator();
        Answer answer = administrator.ask(method, path, body);
        if (answer.status() / 100 != 2) {
            throw new UnexpectedAnswer(
                    "%s: %d".formatted(answer.body().path("error").asText(path), answer.status()));
        }
        return answer.body();
    }

    private static String required(Map<String, String> options, String name) {
        return Optional.ofNullable(options.get(name))
                .orElseThrow(() -> new StartFailed("%s is missing; %s".formatted(name, USAGE)));
    }
}
