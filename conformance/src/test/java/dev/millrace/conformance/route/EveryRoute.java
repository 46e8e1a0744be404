package dev.millrace.conformance.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.abuse.FuzzedRequest;
import dev.millrace.bench.abuse.ResponseHead;
import dev.millrace.conformance.route.RouteMatrix.Route;
import dev.millrace.standalone.client.JsonClient;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** The routes of all services of a running platform, and what is checked of all of them. */
public final class EveryRoute {

    private static final int AT_ONCE = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** For requests whose body never ends, to which most routes do not respond. */
    private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(1);

    private final URI gateway;
    private final Map<String, List<Operation>> operations = new TreeMap<>();

    private final Set<String> secrets = new HashSet<>();

    /**
     * Reads the OpenAPI documents.
     *
     * @param managements roots of the services' management ports, by name
     */
    public EveryRoute(URI gateway, Map<String, URI> managements) {
        this.gateway = gateway;
        managements.forEach((service, address) -> operations.put(service, Operation.documented(address)));
    }

    /**
     * Calls every route with the ids of a team, as everyone who must not get anything from it.
     *
     * @param repository one of the team's, with a build that has a job {@code names}, and with a deployment
     * @param keys of which the team has registered the public one
     * @param installation id of an installation of the team
     */
    public void assertClosedToOthers(
            JsonClient administrator, String team, String repository, KeyPair keys, String installation) {
        TwoTeams teams = TwoTeams.create(gateway, administrator, team, repository, keys, installation);
        secrets.addAll(teams.secrets());
        var expected = new ExpectedRoutes(team, repository, teams.id("credential"));
        List<Route> routes = routes(teams, expected);
        var matrix = new RouteMatrix(gateway, teams.names());
        Map<String, JsonNode> before = teams.state();

        assertThat(matrix.unreadable(routes, teams.owners()))
                .as("routes that show nothing to an owner: the requests are wrong")
                .isEmpty();
        assertThat(matrix.violations(routes, teams.callers())).isEmpty();
        assertThat(teams.state()).isEqualTo(before);
    }

    /** Secrets that were stored for the team in {@link #assertClosedToOthers}. */
    public Set<String> secrets() {
        return Set.copyOf(secrets);
    }

    /** Every operation that is called, once it is certain that all are decided on. */
    private List<Route> routes(TwoTeams teams, ExpectedRoutes expected) {
        List<String> undecided = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        operations.forEach((service, documented) -> documented.stream()
                .filter(ExpectedRoutes::isCalled)
                .forEach(operation -> expected.of(operation)
                        .ifPresentOrElse(
                                expectation -> routes.add(new Route(
                                        operation, expectation, operation.paths(teams.values(service, operation)))),
                                () -> undecided.add(operation.toString()))));
        assertThat(undecided)
                .as("routes of which ExpectedRoutes does not state what they return to whom")
                .isEmpty();
        assertThat(expected.without(all()))
                .as("entries of ExpectedRoutes without a route")
                .isEmpty();
        return routes;
    }

    private List<Operation> all() {
        return operations.values().stream().flatMap(List::stream).toList();
    }

    /**
     * Sends random requests to every route, and to those of git, which are in no document.
     *
     * @param seed of the random numbers: the same one sends the same requests
     * @param repository that the token is for
     * @param token valid
     * @return the responses with a status of 500 or above, other than 503 with {@code Retry-After}
     */
    public List<String> faultsOfRandomRequests(long seed, int requests, String repository, String token)
            throws InterruptedException, ExecutionException {
        List<String> routes = Stream.concat(all().stream().map(Operation::path), gitRoutes(repository))
                .map(path -> path.replace("{repo}", repository.replace("/", "%2F"))
                        .replaceAll("\\{[^}]+}", "7a0c0ffe-0000-4000-8000-000000000001"))
                .distinct()
                .toList();
        var seeds = new Random(seed);
        List<Future<Optional<String>>> sent = new ArrayList<>();
        try (var senders = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < requests; i++) {
                var random = new Random(seeds.nextLong());
                sent.add(senders.submit(() -> fault(FuzzedRequest.of(random, routes, gateway, "Bearer " + token))));
            }
        }
        List<String> faults = new ArrayList<>();
        for (Future<Optional<String>> each : sent) {
            each.get().ifPresent(faults::add);
        }
        return faults;
    }

    private static Stream<String> gitRoutes(String repository) {
        return Stream.of(
                        "info/refs?service=git-upload-pack",
                        "info/refs?service=git-receive-pack",
                        "git-upload-pack",
                        "git-receive-pack",
                        "info/lfs/objects/batch",
                        "info/lfs/locks",
                        "info/lfs/locks/verify",
                        "HEAD")
                .map(path -> "/" + repository + ".git/" + path);
    }

    private static Optional<String> fault(FuzzedRequest request) {
        return request.send(request.isComplete() ? TIMEOUT : SHORT_TIMEOUT)
                .filter(EveryRoute::isFault)
                .map(head -> "%d: %s".formatted(head.status(), request));
    }

    private static boolean isFault(ResponseHead head) {
        return head.status() >= 500 && !(head.status() == 503 && head.has("Retry-After"));
    }
}
