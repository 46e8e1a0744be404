package dev.millrace.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.millrace.gateway.TestPeople.Person;
import dev.millrace.kit.identity.Roles;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Every route of the gateway's OpenAPI document, with every kind of caller. What is expected is stated next to the route, in
 * {@code @RolesAllowed}; a route with {@code @PermitAll} must be named here, with the reason.
 */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class RouteMatrixIT {

    /** Routes that decide by themselves, and what they answer to a caller without a token. */
    private static final Map<String, Set<Integer>> OPEN = Map.ofEntries(
            // shows the sign-in
            Map.entry("GET /", Set.of(200)),
            Map.entry("GET /api/openapi.json", Set.of(200)),
            Map.entry("GET /ui/sign-in", Set.of(200)),
            // needs a token in its form, and to come from a page of the platform
            Map.entry("POST /ui/sign-in", Set.of(401, 403)),
            // keeps a choice of colours in a cookie, and leads to the start page
            Map.entry("POST /ui/theme", Set.of(200, 303)),
            Map.entry("GET /ui/assets/{version}/{file}", Set.of(404)),
            // needs a token in its body
            Map.entry("POST /api/session", Set.of(400)),
            // needs the secret of an invitation in its body
            Map.entry("POST /api/invitations/accept", Set.of(400)),
            // sends the browser to a forge, and here there is none, or several
            Map.entry("GET /api/session/github", Set.of(404, 409)),
            Map.entry("POST /api/session/github", Set.of(404, 409)),
            // sends the browser to a provider, and here there is none
            Map.entry("GET /api/session/oidc", Set.of(404)),
            Map.entry("POST /api/session/oidc", Set.of(404)),
            Map.entry("GET /api/session/oidc/provider", Set.of(404)),
            Map.entry("GET /api/session/oidc/providers", Set.of(200)),
            Map.entry("GET /api/session/oidc/providers/{provider}", Set.of(404)),
            Map.entry("POST /api/session/oidc/providers/{provider}", Set.of(404)),
            Map.entry("GET /api/session/oidc/providers/{provider}/callback", Set.of(400)),
            // the page of invitations, whose script takes the secret from its address
            Map.entry("GET /join", Set.of(200)),
            Map.entry("GET /join/join.js", Set.of(200)),
            // need a state, which only the browser has that has begun the flow
            Map.entry("GET /api/session/oidc/callback", Set.of(400)),
            Map.entry("GET /api/session/github/callback", Set.of(400)),
            Map.entry("GET /api/session/github/setup", Set.of(400)),
            // needs a state, which only an administrator gets
            Map.entry("GET /api/connections/manifest/callback", Set.of(400)));

    /** Routes that change what the other requests of this test need; their rule is the same as that of their neighbors. */
    private static final Set<String> DESTRUCTIVE =
            Set.of("DELETE /api/user/membership", "POST /ui/settings/account/leave");

    @TestHTTPResource(value = "openapi", management = true)
    URI document;

    @Test
    void answersEveryCallerAsTheRouteStates() {
        String team = TestPeople.team();
        Map<String, Kind> callers = callers(team);
        Map<String, JavaMethod> methods = methods();
        List<String> wrong = new ArrayList<>();

        for (String route : documented()) {
            JavaMethod method = methods.get(route);
            if (method == null) {
                wrong.add(route + " is documented, but no resource serves it");
                continue;
            }
            Optional<Set<String>> allowed = allowed(method);
            if (allowed.isEmpty()) {
                checkOpen(route, wrong);
            } else if (!DESTRUCTIVE.contains(route)) {
                callers.forEach((name, kind) -> check(route, name, kind, allowed.get(), team, wrong));
            }
        }

        assertThat(methods.keySet())
                .as("routes that the document does not have")
                .isEqualTo(documented());
        assertThat(wrong).isEmpty();
    }

    private void checkOpen(String route, List<String> wrong) {
        Set<Integer> expected = OPEN.get(route);
        if (expected == null) {
            wrong.add(route + " has @PermitAll, but this test does not know why");
            return;
        }
        int status = send(given(), route, "none");
        if (!expected.contains(status)) {
            wrong.add("%s without a token: %d instead of %s".formatted(route, status, expected));
        }
    }

    private void check(String route, String name, Kind kind, Set<String> allowed, String team, List<String> wrong) {
        int status = send(kind.request(), route, team);
        boolean mayCall =
                allowed.contains(Roles.AUTHENTICATED) || kind.roles().stream().anyMatch(allowed::contains);
        boolean hidden = kind.ofOtherTeam() && route.contains("{slug}");
        String expected;
        boolean right;
        if (!kind.isAuthenticated()) {
            expected = "401";
            right = status == 401;
        } else if (!mayCall) {
            expected = "403";
            right = status == 403;
        } else if (hidden) {
            expected = "404";
            right = status == 404;
        } else {
            // the body and the ids are not valid: what counts is that the caller gets to them; services that pages show
            // do not run
            expected = "2xx, 400, 404, 409 or 415";
            right = status / 100 == 2
                    || Set.of(400, 404, 409, 415).contains(status)
                    || route.contains(" /ui/") && Set.of(502, 503).contains(status);
        }
        if (!right) {
            wrong.add("%s as %s: %d instead of %s".formatted(route, name, status, expected));
        }
    }

    private static Map<String, Kind> callers(String team) {
        Map<String, Kind> callers = new LinkedHashMap<>();
        callers.put("none", new Kind(Optional.empty(), Set.of(), false, false));
        callers.put("viewer", member(team, "viewer", Set.of(Roles.VIEWER)));
        callers.put("member", member(team, "member", Set.of(Roles.VIEWER, Roles.MEMBER, Roles.GIT_WRITE)));
        callers.put(
                "maintainer",
                member(team, "maintainer", Set.of(Roles.VIEWER, Roles.MEMBER, Roles.MAINTAINER, Roles.GIT_WRITE)));
        callers.put(
                "owner",
                member(
                        team,
                        "owner",
                        Set.of(Roles.VIEWER, Roles.MEMBER, Roles.MAINTAINER, Roles.OWNER, Roles.GIT_WRITE)));
        callers.put(
                "owner of another team",
                new Kind(
                        Optional.of(TestPeople.join(TestPeople.team(), "owner").token()),
                        Set.of(Roles.VIEWER, Roles.MEMBER, Roles.MAINTAINER, Roles.OWNER, Roles.GIT_WRITE),
                        true,
                        true));
        callers.put(
                "administrator",
                new Kind(Optional.of(AdministratorAccess.token()), Set.of(Roles.ADMINISTRATOR), true, false));
        callers.put("revoked token", revoked(team));
        return callers;
    }

    private static Kind member(String team, String role, Set<String> roles) {
        return new Kind(Optional.of(TestPeople.join(team, role).token()), roles, true, false);
    }

    private static Kind revoked(String team) {
        Person person = TestPeople.join(team, "owner");
        String id = person.request().get("/api/user/tokens").then().extract().path("[0].id");
        person.request().delete("/api/user/tokens/" + id).then().statusCode(204);
        return new Kind(Optional.of(person.token()), Set.of(), false, false);
    }

    private static int send(RequestSpecification request, String route, String team) {
        String[] parts = route.split(" ");
        String path = parts[1].replace("{slug}", team)
                .replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        if (!parts[0].equals("GET") && !parts[0].equals("DELETE")) {
            request = request.contentType(ContentType.JSON).body("{}");
        }
        return request.request(parts[0], path).statusCode();
    }

    /** {@code GET /api/teams} and so on, as the OpenAPI document has them. */
    private Set<String> documented() {
        Map<String, Map<String, Object>> paths = given().queryParam("format", "json")
                .get(document)
                .then()
                .statusCode(200)
                .extract()
                .path("paths");
        var routes = new TreeSet<String>();
        paths.forEach((path, operations) -> operations.keySet().stream()
                .map(verb -> verb.toUpperCase(Locale.ROOT))
                .filter(Set.of("GET", "PUT", "POST", "PATCH", "DELETE")::contains)
                .forEach(verb -> routes.add(verb + " " + path)));
        return routes;
    }

    private static Map<String, JavaMethod> methods() {
        Map<String, JavaMethod> methods = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("dev.millrace.gateway")) {
            if (!type.isAnnotatedWith(Path.class)) {
                continue;
            }
            for (JavaMethod method : type.getMethods()) {
                verb(method).ifPresent(verb -> methods.put(verb + " " + path(type, method), method));
            }
        }
        return methods;
    }

    private static Optional<String> verb(JavaMethod method) {
        return method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class))
                .map(annotation -> annotation
                        .getRawType()
                        .getAnnotationOfType(HttpMethod.class)
                        .value())
                .findFirst();
    }

    private static String path(JavaClass type, JavaMethod method) {
        String below = method.isAnnotatedWith(Path.class)
                ? "/" + method.getAnnotationOfType(Path.class).value()
                : "";
        String path = type.getAnnotationOfType(Path.class).value() + below;
        return path.equals("/") ? path : path.replaceAll("/+", "/").replaceAll("/$", "");
    }

    /** The roles that may call; empty for everyone. */
    private static Optional<Set<String>> allowed(JavaMethod method) {
        if (method.isAnnotatedWith(RolesAllowed.class)) {
            return Optional.of(
                    Set.of(method.getAnnotationOfType(RolesAllowed.class).value()));
        }
        if (method.isAnnotatedWith(PermitAll.class)) {
            return Optional.empty();
        }
        JavaClass type = method.getOwner();
        return type.isAnnotatedWith(RolesAllowed.class)
                ? Optional.of(
                        Set.of(type.getAnnotationOfType(RolesAllowed.class).value()))
                : Optional.empty();
    }

    /**
     * A kind of caller.
     *
     * @param token what it sends
     * @param roles the roles that it has
     * @param isAuthenticated whether the token is valid
     * @param ofOtherTeam whether it acts for another team than that of the requests
     */
    private record Kind(Optional<String> token, Set<String> roles, boolean isAuthenticated, boolean ofOtherTeam) {

        RequestSpecification request() {
            return token.map(text -> given().header("Authorization", "Bearer " + text))
                    .orElseGet(() -> given());
        }
    }
}
