package dev.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.JsonClient.Answer;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Every route of a service's OpenAPI document, with the ids of what one team owns, called by those who must not see or change
 * it.
 *
 * @param gateway where the calls are made
 * @param ids values of the parameters of paths, by name; they belong to the team
 * @param secrets texts that only the team may read
 */
record RouteMatrix(URI gateway, Map<String, String> ids, Set<String> secrets) {

    private static final Set<String> VERBS = Set.of("get", "put", "post", "patch", "delete");

    /**
     * A caller.
     *
     * @param token absent for none
     * @param isKnown whether the token is valid
     * @param mayReadTheTeam whether it may read what the ids name
     */
    record Caller(String name, Optional<String> token, boolean isKnown, boolean mayReadTheTeam) {}

    /** Routes that anybody may call, since they verify otherwise: {@code POST /webhooks/github}. */
    private static boolean isOpen(String route) {
        return route.contains(" /webhooks/") || route.endsWith(" /events") || route.endsWith(" /");
    }

    /** The routes, {@code GET /api/builds/{id}}, of the document at the management address of a service. */
    static List<String> routes(URI management) {
        JsonNode paths = JsonClient.of(management).get("/q/openapi?format=json").path("paths");
        List<String> routes = new ArrayList<>();
        paths.fields()
                .forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(verb -> {
                    if (VERBS.contains(verb)) {
                        routes.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return routes;
    }

    /**
     * Calls a route as a caller.
     *
     * @return what is wrong with the response; empty if nothing is
     */
    Optional<String> violation(String route, Caller caller) {
        String[] parts = route.split(" ", 2);
        boolean names = parts[1].contains("{");
        boolean changes = !parts[0].equals("GET");
        Answer answer = call(parts[0], fill(parts[1]), caller);
        Optional<String> rule;
        if (answer.status() >= 500) {
            rule = Optional.of("it is a fault");
        } else if (!caller.isKnown()) {
            rule = isOpen(route) || answer.status() == 401 ? Optional.empty() : Optional.of("401 was expected");
        } else if (caller.mayReadTheTeam()) {
            rule = changes && answer.status() / 100 == 2 ? Optional.of("a viewer changed something") : Optional.empty();
        } else if (names && answer.status() / 100 == 2) {
            rule = Optional.of("it is another team's");
        } else {
            String text = answer.body().toString();
            rule = answer.status() / 100 == 2
                    ? secrets.stream().filter(text::contains).findFirst().map("it contains %s"::formatted)
                    : Optional.empty();
        }
        return rule.map(
                why -> "%s as %s: %d, but %s: %s".formatted(route, caller.name(), answer.status(), why, answer.body()));
    }

    private Answer call(String verb, String path, Caller caller) {
        JsonClient anonymous = JsonClient.of(gateway);
        JsonClient client = caller.token().map(anonymous::withBearer).orElse(anonymous);
        boolean hasBody = Set.of("POST", "PUT", "PATCH").contains(verb);
        return client.ask(verb, path, hasBody ? Optional.of(Map.of()) : Optional.empty());
    }

    private String fill(String path) {
        UnaryOperator<String> value = name -> Optional.ofNullable(ids.get(name)).orElse("nothing");
        var filled = new StringBuilder();
        for (int at = 0; at < path.length(); at++) {
            if (path.charAt(at) == '{') {
                int end = path.indexOf('}', at);
                filled.append(value.apply(path.substring(at + 1, end)));
                at = end;
            } else {
                filled.append(path.charAt(at));
            }
        }
        return filled.toString();
    }

    /** The ids with others in addition, or in place of those of the same name. */
    RouteMatrix with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(ids);
        all.putAll(more);
        return new RouteMatrix(gateway, Map.copyOf(all), secrets);
    }
}
