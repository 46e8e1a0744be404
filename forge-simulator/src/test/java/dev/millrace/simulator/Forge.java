package dev.millrace.simulator;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.lessThan;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What tests do through the control API. Each test has its own organization, created with its first repository. */
public final class Forge {

    private static final AtomicInteger LAST = new AtomicInteger();

    private final String organization =
            "org" + LAST.incrementAndGet() + UUID.randomUUID().toString().substring(0, 8);

    public String organization() {
        return organization;
    }

    /** A repository with a first commit on {@code main}. */
    public String repository(String name, boolean isPrivate) {
        call("POST", "/repositories", Map.of("owner", organization, "name", name, "private", isPrivate));
        push(name, Map.of("files", Map.of("README.md", "hello\n"), "message", "First"));
        return organization + "/" + name;
    }

    public JsonPath push(String name, Map<String, ?> body) {
        return call("POST", "/repositories/%s/%s/pushes".formatted(organization, name), body);
    }

    public JsonPath show(String name) {
        return call("GET", "/repositories/%s/%s".formatted(organization, name), Map.of());
    }

    /** The object of a ref, from the control API. */
    public String ref(String name, String ref) {
        Map<String, String> refs = show(name).getMap("refs");
        return refs.get(ref);
    }

    public long install() {
        return call("POST", "/installations", Map.of("account", organization)).getLong("id");
    }

    public String token(long installation) {
        return call("POST", "/tokens", Map.of("installation", installation)).getString("token");
    }

    public String token(String user) {
        return call("POST", "/tokens", Map.of("user", user)).getString("token");
    }

    public void fault(Map<String, ?> fault) {
        call("POST", "/faults", fault);
    }

    /** Calls the control API and asserts success. */
    public static JsonPath call(String method, String path, Object body) {
        var request = given().contentType(ContentType.JSON);
        if (!method.equals("GET") && !method.equals("DELETE")) {
            request.body(body);
        }
        String answer = request.request(method, "/_sim" + path)
                .then()
                .statusCode(lessThan(300))
                .extract()
                .asString();
        return JsonPath.from(answer.isEmpty() ? "{}" : answer);
    }
}
