package dev.millrace.standalone.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.JsonClient.Answer;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.StartFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code secrets set --team SLUG KEY}, {@code secrets list --team SLUG} and {@code secrets delete --team SLUG KEY}, and the same of
 * {@code configs}. The value is read from standard input, since a process list shows arguments.
 *
 * <p>The stores are for people and tokens with a role in the team. Without one in {@code MILLRACE_TOKEN}, the administrator's token
 * creates an access token of the team for the command, which is revoked at its end and expires after minutes.
 */
final class StoreCommand {

    private static final int PAGE = 100;
    /** More than the platform accepts, so that it states the limit. */
    private static final int LONGEST_VALUE = 128 * 1024;

    /** The service of the stores knows a new token within a second. */
    private static final Duration KNOWN_AFTER = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final RunningPlatform platform;
    private final Map<String, String> environment;
    private final Clock clock;
    private final String store;
    private final BufferedReader in;
    private final PrintStream out;

    private String team = "";
    private Optional<JsonClient> client = Optional.empty();

    /** @param store {@code secrets} or {@code configs} */
    StoreCommand(
            RunningPlatform platform,
            Map<String, String> environment,
            Clock clock,
            String store,
            BufferedReader in,
            PrintStream out) {
        this.platform = platform;
        this.environment = environment;
        this.clock = clock;
        this.store = store;
        this.in = in;
        this.out = out;
    }

    void run(List<String> arguments) {
        List<String> rest = new ArrayList<>(arguments);
        int option = rest.indexOf("--team");
        if (option < 0 || option + 1 >= rest.size()) {
            throw usage();
        }
        rest.remove(option);
        team = TeamCommand.slug(rest.remove(option));
        String values = "/api/teams/%s/%s".formatted(team, store);
        if (rest.equals(List.of("list"))) {
            withToken(() -> list(values));
        } else if (rest.size() == 2 && rest.getFirst().equals("set")) {
            String path = values + "/" + key(rest.get(1));
            Map<String, String> body = Map.of("value", value());
            withToken(() -> answered("PUT", path, Optional.of(body)));
            out.println("%s of the %s of '%s' is set".formatted(rest.get(1), store, team));
        } else if (rest.size() == 2 && rest.getFirst().equals("delete")) {
            String path = values + "/" + key(rest.get(1));
            withToken(() -> answered("DELETE", path, Optional.empty()));
            out.println("%s of the %s of '%s' is deleted".formatted(rest.get(1), store, team));
        } else {
            throw usage();
        }
    }

    private void withToken(Runnable work) {
        Optional<String> own =
                Optional.ofNullable(environment.get("MILLRACE_TOKEN")).filter(text -> !text.isEmpty());
        if (own.isPresent()) {
            client = Optional.of(JsonClient.of(platform.gateway()).withBearer(own.get()));
            work.run();
            return;
        }
        JsonClient administrator = platform.administrator();
        String tokens = "/api/teams/%s/tokens".formatted(team);
        JsonNode created = successful(
                tokens,
                administrator.ask(
                        "POST",
                        tokens,
                        Optional.of(Map.of(
                                "name",
                                "millrace " + store,
                                "scopes",
                                List.of("team:write"),
                                "role",
                                "maintainer",
                                "expiresAt",
                                clock.instant().plus(LIFETIME).toString()))));
        client = Optional.of(JsonClient.of(platform.gateway())
                .withBearer(created.path("token").asText()));
        try {
            work.run();
        } finally {
            administrator.ask("DELETE", tokens + "/" + created.path("id").asText(), Optional.empty());
        }
    }

    private StartFailed usage() {
        return new StartFailed(
                "usage: ./millrace %1$s set --team SLUG KEY < VALUE | %1$s list --team SLUG | %1$s delete --team SLUG KEY"
                        .formatted(store));
    }

    private static String key(String text) {
        if (!text.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new StartFailed("'%s' is no key: letters, digits and '_', and no digit first".formatted(text));
        }
        return text;
    }

    private void list(String values) {
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            String cursor = next.get().isEmpty() ? "" : "&cursor=" + next.get();
            JsonNode page = answered("GET", "%s?limit=%d%s".formatted(values, PAGE, cursor), Optional.empty());
            page.path(store).forEach(this::show);
            next = Optional.of(page.path("next").asText()).filter(text -> !text.isEmpty());
        }
    }

    private void show(JsonNode value) {
        out.println("%s%s  updated=%s  by=%s"
                .formatted(
                        value.path("key").asText(),
                        // as JSON: a value may have several lines
                        value.has("value") ? "=" + value.path("value") : "",
                        value.path("updatedAt").asText(),
                        value.path("updatedBy").asText("unknown")));
    }

    /** All of the input, without one line break at its end, which {@code echo} and editors add. */
    private String value() {
        var text = new StringBuilder();
        char[] buffer = new char[8192];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                text.append(buffer, 0, read);
                if (text.length() > LONGEST_VALUE) {
                    throw new StartFailed("the value on standard input is longer than 64 KiB");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        }
        return text.toString().replaceFirst("\\r?\\n\\z", "");
    }

    private JsonNode answered(String method, String path, Optional<Map<String, ?>> body) {
        JsonClient caller = client.orElseThrow();
        long end = System.nanoTime() + KNOWN_AFTER.toNanos();
        Answer answer = caller.ask(method, path, body);
        while (answer.status() == 401 && System.nanoTime() < end) {
            pause();
            answer = caller.ask(method, path, body);
        }
        return successful(path, answer);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailed("interrupted");
        }
    }

    private static JsonNode successful(String path, Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new UnexpectedAnswer(
                    "%s: %d".formatted(answer.body().path("error").asText(path), answer.status()));
        }
        return answer.body();
    }
}
