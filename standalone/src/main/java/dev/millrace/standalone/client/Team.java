package dev.millrace.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A team on the platform, seen by one of its members through the gateway. Its key never leaves this object. */
public final class Team {

    private static final Duration TOKEN_LIFETIME = Duration.ofHours(8);
    private static final Set<Integer> NOT_YET = Set.of(404, 503);

    private final String slug;
    private final URI gateway;
    private final TeamKey key;
    private final JsonClient administrator;

    private Team(String slug, URI gateway, TeamKey key, JsonClient administrator) {
        this.slug = slug;
        this.gateway = gateway;
        this.key = key;
        this.administrator = administrator;
    }

    /**
     * Creates a team and registers a new key for it.
     *
     * @param gateway root address of the gateway
     * @param administratorToken authorizes its owner to create teams
     * @throws UnexpectedAnswer if the gateway refuses
     */
    public static Team make(String slug, URI gateway, String administratorToken, Clock clock) {
        var administrator = JsonClient.of(gateway).withBearer(administratorToken);
        var team = new Team(slug, gateway, TeamKey.newFor(slug, clock), administrator);
        administrator.post("/api/teams", Map.of("slug", slug));
        administrator.post("/api/teams/%s/keys".formatted(slug), Map.of("publicKeyPem", team.key.publicKeyPem()));
        return team;
    }

    /** Slug, which is also the {@code iss} of its tokens. */
    public String slug() {
        return slug;
    }

    /**
     * Assigns an installation of the App to this team, as soon as the platform has learned of it from the forge.
     *
     * @throws UnexpectedAnswer if the platform refuses, or does not learn of it in time
     */
    public void link(String installationId, Duration timeout) throws InterruptedException {
        String path = "/api/teams/%s/installations/%s".formatted(slug, installationId);
        Waiting.until(timeout, "the platform to learn of installation " + installationId, () -> {
            JsonClient.Answer answer = administrator.ask("PUT", path, Optional.empty());
            if (answer.status() / 100 == 2) {
                return Optional.of(answer);
            }
            if (NOT_YET.contains(answer.status())) {
                return Optional.empty();
            }
            throw new UnexpectedAnswer("PUT %s was answered %d %s".formatted(path, answer.status(), answer.body()));
        });
    }

    /** A token for a repository, valid for a working day. */
    public String token(String repository, String... scopes) {
        return key.token(repository, TOKEN_LIFETIME, scopes);
    }

    /** The address to clone a repository from, with a token for reading it. */
    public String cloneUrl(String repository) {
        return cloneUrl(repository, token(repository, "git:read"));
    }

    /** The same with a given token. */
    public String cloneUrl(String repository, String token) {
        return "%s://git:%s@%s/%s.git".formatted(gateway.getScheme(), token, gateway.getAuthority(), repository);
    }

    /**
     * Reports an event of the team to the Events API.
     *
     * @return its id
     */
    public String report(Map<String, String> event) {
        var body = new HashMap<>(event);
        body.put("team_id", slug);
        return JsonClient.of(gateway)
                .withBearer(token("org", "events:write"))
                .post("/events", body)
                .path("data")
                .path("id")
                .asText();
    }

    /** Reads data about a repository through the gateway, with all scopes for reading. */
    public JsonNode read(String repository, String path) {
        return JsonClient.of(gateway)
                .withBearer(token(repository, "git:read", "org:read"))
                .get(path);
    }
}
