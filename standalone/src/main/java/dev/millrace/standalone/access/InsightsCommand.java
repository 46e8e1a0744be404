package dev.millrace.standalone.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.JsonClient.Answer;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code insights import FILE [--team SLUG]} imports events from a file of lines of JSON, or a CSV file ({@code .csv}), and waits until
 * they are recorded. It sends the file in parts; a part that was sent before is recognized, so running it again continues where it was.
 * With a key of the team that is here, or with the token in {@code MILLRACE_TOKEN}.
 */
final class InsightsCommand {

    private static final String USAGE = "usage: ./millrace insights import FILE [--team SLUG]";
    private static final String TOKEN = "MILLRACE_TOKEN";
    private static final Duration TOKEN_LIFETIME = Duration.ofDays(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);
    private static final List<String> ENDED = List.of("done", "cancelled", "failed");

    private final RunningPlatform platform;
    private final TeamKeyFolder keys;
    private final Map<String, String> environment;
    private final PrintStream out;

    InsightsCommand(RunningPlatform platform, TeamKeyFolder keys, Map<String, String> environment, PrintStream out) {
        this.platform = platform;
        this.keys = keys;
        this.environment = environment;
        this.out = out;
    }

    void run(List<String> arguments) {
        var rest = new ArrayDeque<>(arguments);
        if (!"import".equals(rest.poll())) {
            throw new StartFailed(USAGE);
        }
        Optional<String> file = Optional.empty();
        Optional<String> team = Optional.empty();
        while (!rest.isEmpty()) {
            String argument = rest.remove();
            if (argument.equals("--team")) {
                team = Optional.of(Optional.ofNullable(rest.poll()).orElseThrow(() -> new StartFailed(USAGE)));
            } else if (argument.startsWith("-") || file.isPresent()) {
                throw new StartFailed(USAGE);
            } else {
                file = Optional.of(argument);
            }
        }
        send(Path.of(file.orElseThrow(() -> new StartFailed(USAGE))), team);
    }

    private void send(Path file, Optional<String> team) {
        boolean isCsv = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv");
        URI gateway = platform.gateway();
        JsonClient client = JsonClient.of(gateway).withBearer(token(team));
        long rejected = 0;
        try (var parts = EventFile.open(file, isCsv)) {
            for (Optional<EventFile.Part> part = parts.next(); part.isPresent(); part = parts.next()) {
                rejected += send(client, part.get(), isCsv ? "text/csv" : "application/x-ndjson");
            }
        } catch (IOException e) {
            throw new StartFailed("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
        if (rejected > 0) {
            throw new UnexpectedAnswer("%d lines were rejected".formatted(rejected));
        }
    }

    /** Returns how many lines were rejected. */
    private long send(JsonClient client, EventFile.Part part, String type) {
        Answer answer = client.ask("POST", "/api/insights/backfill", type, part.text());
        if (answer.status() / 100 != 2) {
            throw new UnexpectedAnswer("the part from line %d on is not imported: %d %s"
                    .formatted(
                            part.firstLine(),
                            answer.status(),
                            answer.body().path("error").asText(answer.body().toString())));
        }
        JsonNode ended = untilItEnds(client, answer.body().path("id").asText());
        for (JsonNode error : ended.path("errors")) {
            out.printf(
                    "line %d: %s%n",
                    part.line(error.path("line").asLong()),
                    error.path("message").asText());
        }
        out.printf(
                "from line %d on: %s, %d recorded, %d rejected%n",
                part.firstLine(),
                ended.path("state").asText(),
                ended.path("recorded").asLong(),
                ended.path("rejected").asLong());
        if (!ended.path("state").asText().equals("done")) {
            throw new UnexpectedAnswer("the import %s is %s: %s"
                    .formatted(
                            ended.path("id").asText(),
                            ended.path("state").asText(),
                            ended.path("reason").asText()));
        }
        return ended.path("rejected").asLong();
    }

    private static JsonNode untilItEnds(JsonClient client, String id) {
        try {
            return Waiting.until(
                    LONGEST_WAIT,
                    "the end of the import " + id,
                    () -> Optional.of(client.get("/api/insights/backfill/" + id))
                            .filter(body -> ENDED.contains(body.path("state").asText())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswer("interrupted; run it again to continue", e);
        }
    }

    private String token(Optional<String> asked) {
        String given = environment.get(TOKEN);
        if (given != null && !given.isEmpty()) {
            return given;
        }
        if (environment.containsKey("MILLRACE_URL")) {
            throw new StartFailed("MILLRACE_URL is set, so set %s, too".formatted(TOKEN));
        }
        String team = asked.or(() -> keys.teamFor(""))
                .orElseThrow(() ->
                        new StartFailed("--team is missing; the teams with a key here are: %s; 'team add' makes one"
                                .formatted(String.join(", ", keys.teams()))));
        return keys.load(team).token("org", TOKEN_LIFETIME, "events:write", "org:read");
    }
}
