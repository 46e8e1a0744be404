package dev.millrace.conformance.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.conformance.route.Expectation.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Calls every operation as every caller, and finds what is wrong with the responses.
 *
 * @param gateway where the calls are made
 * @param names what only the team may read: a response to others has none of them, unless the request had it
 */
record RouteMatrix(URI gateway, Set<String> names) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * An operation with the requests of it.
     *
     * @param paths with parameters of the team
     */
    record Route(Operation operation, Expectation expectation, List<String> paths) {

        private Optional<Map<String, ?>> body() {
            return operation.hasBody() || !expectation.body().isEmpty()
                    ? Optional.of(expectation.body())
                    : Optional.empty();
        }
    }

    /** Everything that is wrong; what other teams may create comes last, since they can see it afterwards. */
    List<String> violations(List<Route> routes, List<RouteCaller> callers) {
        List<Route> ordered = routes.stream()
                .sorted(Comparator.comparing(route -> route.expectation().kind() == Kind.CREATES))
                .toList();
        List<String> wrong = new ArrayList<>();
        for (Route route : ordered) {
            for (RouteCaller caller : callers) {
                for (String path : route.paths()) {
                    violation(route, path, caller).ifPresent(wrong::add);
                }
            }
        }
        return wrong;
    }

    /** Reading routes that show nothing to any of these, who may read everything: the requests of the test are wrong then. */
    List<String> unreadable(List<Route> routes, List<RouteCaller> owners) {
        return routes.stream()
                .filter(route ->
                        route.operation().isRead() && route.expectation().kind() == Kind.OF_THE_TEAM)
                .filter(route -> owners.stream()
                        .noneMatch(owner -> route.paths().stream()
                                .anyMatch(path -> call(route, path, owner).status() / 100 == 2)))
                .map(route -> route.operation().toString())
                .toList();
    }

    private Optional<String> violation(Route route, String path, RouteCaller caller) {
        Answer answer = call(route, path, caller);
        Optional<Set<Integer>> right = route.expectation().statusesFor(caller);
        Optional<String> rule;
        if (answer.status() >= 500) {
            rule = Optional.of("this is a fault");
        } else if (right.isPresent() && !right.get().contains(answer.status())) {
            rule = Optional.of("expected is one of " + right.get());
        } else if (caller.isOfTheTeam()) {
            rule = Optional.empty();
        } else {
            String address = (path + route.expectation().query()).replace("%2F", "/");
            String sent = String.join(" ", address, caller.claims(), String.valueOf(route.body()));
            rule = names.stream()
                    .filter(name -> answer.body().contains(name) && !sent.contains(name))
                    .findFirst()
                    .map("it contains '%s'"::formatted);
        }
        return rule.map(reason -> "%s %s as %s: %d, but %s: %s"
                .formatted(route.operation().verb(), path, caller, answer.status(), reason, answer.body()));
    }

    private Answer call(Route route, String path, RouteCaller caller) {
        var request = HttpRequest.newBuilder(
                        gateway.resolve(path + route.expectation().query()))
                .timeout(TIMEOUT)
                .header("Accept", "*/*")
                .method(
                        route.operation().verb(),
                        route.body()
                                .map(RouteMatrix::json)
                                .map(BodyPublishers::ofString)
                                .orElse(BodyPublishers.noBody()));
        route.body().ifPresent(_ -> request.header("Content-Type", "application/json"));
        caller.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("%s as %s".formatted(route.operation(), caller), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String json(Map<String, ?> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + body, e);
        }
    }

    private record Answer(int status, String body) {}
}
