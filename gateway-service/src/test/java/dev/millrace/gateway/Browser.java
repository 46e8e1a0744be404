package dev.millrace.gateway;

import static io.restassured.RestAssured.given;

import dev.millrace.gateway.FakeGitHub.Person;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;

/** A browser with cookies. It shows each redirect instead of following it. */
public final class Browser {

    private final Map<String, String> cookies = new HashMap<>();

    /** A request as a page of the platform sends it. */
    public RequestSpecification request() {
        return given().redirects()
                .follow(false)
                .cookies(cookies)
                .header("Sec-Fetch-Site", "same-origin")
                .contentType(ContentType.JSON);
    }

    public ValidatableResponse get(String path) {
        return keep(request().urlEncodingEnabled(false).get(path).then());
    }

    public ValidatableResponse post(String path, Object body) {
        return keep(request().body(body).post(path).then());
    }

    /** Begins a sign-in; returns the page of the forge. */
    public String signIn(FakeGitHub gitHub) {
        return get("/api/session/github?connection=" + gitHub.connection())
                .statusCode(303)
                .extract()
                .header("Location");
    }

    /** Begins a sign-in with an invitation; returns the page of the forge. */
    public String signIn(FakeGitHub gitHub, String invitation) {
        return begin("/api/session/github", Map.of("connection", gitHub.connection(), "invitation", invitation));
    }

    /** Begins to link an account; returns the page of the forge. */
    public String link(FakeGitHub gitHub) {
        return begin("/api/session/github/link", Map.of("connection", gitHub.connection()));
    }

    /** Begins to install the App for the team of the session; returns the page of the forge. */
    public String install(FakeGitHub gitHub) {
        return begin("/api/session/github/install", Map.of("connection", gitHub.connection()));
    }

    /** Signs in with an account that belongs to a user. */
    public Browser signedIn(FakeGitHub gitHub, Person person) {
        get(gitHub.authorize(signIn(gitHub), person)).statusCode(303);
        return this;
    }

    /** Begins a sign-in with the OpenID Connect provider; returns its page. */
    public String signInAtProvider() {
        return get("/api/session/oidc").statusCode(303).extract().header("Location");
    }

    /** As {@link #signInAtProvider()}, with an invitation. */
    public String signInAtProvider(String invitation) {
        return begin("/api/session/oidc", Map.of("invitation", invitation));
    }

    /** Begins a sign-in with another OpenID Connect provider; returns its page. */
    public String signInAt(String providerId) {
        return get("/api/session/oidc/providers/" + providerId)
                .statusCode(303)
                .extract()
                .header("Location");
    }

    /** Begins to link an account at another OpenID Connect provider; returns its page. */
    public String linkAt(String providerId) {
        return begin("/api/session/oidc/providers/" + providerId + "/link", Map.of());
    }

    /** Begins to link an account at the OpenID Connect provider; returns its page. */
    public String linkAtProvider() {
        return begin("/api/session/oidc/link", Map.of());
    }

    /** Begins a session with a token. */
    public Browser withToken(String token) {
        post("/api/session", Map.of("token", token)).statusCode(201);
        return this;
    }

    private String begin(String path, Map<String, String> body) {
        return post(path, body).statusCode(200).extract().path("location");
    }

    private ValidatableResponse keep(ValidatableResponse response) {
        cookies.putAll(response.extract().cookies());
        cookies.values().removeIf(String::isEmpty);
        return response;
    }
}
