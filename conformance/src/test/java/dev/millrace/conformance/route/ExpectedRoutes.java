package dev.millrace.conformance.route;

import static dev.millrace.conformance.route.Expectation.administration;
import static dev.millrace.conformance.route.Expectation.creates;
import static dev.millrace.conformance.route.Expectation.ofTheTeam;
import static dev.millrace.conformance.route.Expectation.open;
import static dev.millrace.conformance.route.Expectation.own;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each route of the platform returns. A route that is not here fails the test, and so does an entry without a route: with
 * a new route, it is decided here who may call it.
 */
final class ExpectedRoutes {

    private static final String NEITHER_TAG_NOR_NOTE =
            "the repository has none, so an owner would not read it either; the lists of tags and notes are called";

    private static final String NO_ARTIFACT =
            "the build has none, so an owner would not read it either; the list of artifacts is called";

    private static final String LEAVES =
            "a caller of another team would leave it, and its token with it; RouteMatrixIT of the gateway has it, too";

    private static final String ENDLESS =
            "its response does not end for an owner; MetricFormsIT of insights calls it as another team";

    /**
     * Pages of the gateway, which are not called: they show and change only what the API lets their caller, and RouteMatrixIT of the
     * gateway calls each of them with every role, and as the owner of another team.
     */
    private static final String PAGES = "/ui/";

    /** Routes that are not called, with the reason. */
    private static final Map<String, String> NOT_CALLED = Map.of(
            "GET /api/builds/{id}/jobs/{job}/artifacts/{name}",
            NO_ARTIFACT,
            "GET /builds/{id}/jobs/{position}/artifacts/{name}",
            NO_ARTIFACT,
            "GET /api/insights/metrics/stream",
            ENDLESS,
            "DELETE /api/user/membership",
            LEAVES,
            "GET /api/v1/repos/tag",
            NEITHER_TAG_NOR_NOTE,
            "GET /api/repos/{repo}/tag",
            NEITHER_TAG_NOR_NOTE,
            "GET /api/v1/repos/notes",
            NEITHER_TAG_NOR_NOTE,
            "GET /api/repos/{repo}/notes",
            NEITHER_TAG_NOR_NOTE);

    private final List<Rule> rules = new ArrayList<>();

    /**
     * Expectations for requests about a team.
     *
     * @param team slug
     * @param repository name of one of its repositories
     * @param credential id of a credential of the team
     */
    ExpectedRoutes(String team, String repository, String credential) {
        String named = "repository=" + repository.replace("/", "%2F");
        // before those of the gateway, which has the other routes of teams
        stores();
        gateway();
        repositories(repository, credential);
        ingest(team, repository);
        add("GET", "/api/builds", own("git:read", "org:read"));
        add("POST", "/api/builds/{id}/cancel", ofTheTeam("git:write"));
        add("POST", "/api/builds/{id}/rerun", ofTheTeam("git:write"));
        add("GET", "/api/builds/{id}/**", ofTheTeam("git:read", "org:read"));
        add("GET", "/api/workflows", own("git:read", "org:read"));
        add("GET", "/api/workflows/{id}/**", ofTheTeam("git:read", "org:read"));
        add("POST", "/api/workflows/{id}/runs", ofTheTeam("git:write"));
        add("PUT", "/api/workflows/{id}/enabled", ofTheTeam("git:write").withBody(Map.of("enabled", false)));
        // pages; with the key of a link they are open to everyone who has it
        add("GET", "/builds/{id}/**", ofTheTeam("git:read", "org:read"));
        add("GET", "/builds/assets/{file}", open(200));
        // for those who verify identity tokens of jobs
        add("GET", "/.well-known/**", open(200));
        add("GET", "/api/insights/repositories", own("git:read", "org:read"));
        add("GET|POST", "/api/insights/backfill", own("events:write"));
        add("GET|DELETE", "/api/insights/backfill/{id}", ofTheTeam("events:write"));
        add(
                "POST",
                "/api/insights/metrics/batch",
                own("git:read", "org:read")
                        .withBody(Map.of(
                                "panels",
                                List.of(
                                        Map.of("parameters", Map.of("repository", repository)),
                                        Map.of("parameters", Map.of("scope", "team"))))));
        add("GET", "/api/insights/definitions", own("org:read"));
        add("GET", "/api/insights/restatements", own("org:read"));
        add("GET", "/api/insights/recommendations", ofTheTeam("org:read").withQuery(named));
        add(
                "POST",
                "/api/insights/recommendations/accept",
                ofTheTeam("maintainer").withQuery(named).withBody(Map.of("ids", List.of("source:merges"))));
        add("PUT", "/api/insights/definitions", own("maintainer").withBody(Map.of()));
        add("GET", "/api/insights/**", ofTheTeam("git:read", "org:read").withQuery(named));
        add(
                "PUT",
                "/api/insights/incidents/{id}",
                ofTheTeam("events:write").withQuery(named).withBody(Map.of("startedAt", "2026-03-02T10:00:00Z")));
        // of any tool: a payload that is about something else reports nothing
        add(
                "POST",
                "/api/insights/incidents/{id}",
                ofTheTeam("events:write").withQuery(named).withBody(Map.of()));
        add("DELETE", "/api/insights/incidents/{id}", ofTheTeam("events:write").withQuery(named));
        add("GET", "/api/syncs", own("org:read"));
        add("GET", "/api/syncs/{repositoryId}/retained", ofTheTeam("git:read"));
        add("GET", "/api/syncs/{repositoryId}/**", ofTheTeam("org:read"));
        add("POST", "/api/syncs/{repositoryId}/**", ofTheTeam("git:write"));
        for (String root : List.of("/api/v1/webhooks", "/api/webhooks")) {
            add("GET", root, ofTheTeam("repo:write").withQuery(named));
            add(
                    "POST",
                    root,
                    ofTheTeam("repo:write")
                            .withBody(Map.of(
                                    "url",
                                    "https://hooks.example.com/x",
                                    "events",
                                    List.of("push"),
                                    "repository",
                                    repository)));
            add("GET|POST|DELETE", root + "/{id}/**", ofTheTeam("repo:write"));
        }
    }

    private void stores() {
        for (String root : List.of("/api/teams/{team}/secrets", "/api/teams/{team}/configs")) {
            add("GET", root, ofTheTeam("member"));
            add("PUT", root + "/{key}", ofTheTeam("maintainer").withBody(Map.of("value", "of another team")));
            add("DELETE", root + "/{key}", ofTheTeam("maintainer"));
        }
    }

    private void gateway() {
        add("GET", "/", open(200));
        add("GET", "/api/openapi.json", open(200));
        add("GET", "/join", open(200));
        add("GET", "/join/join.js", open(200));
        // these need a token, the secret of an invitation or a state, none of which is in the request
        add("POST", "/api/session", open(400));
        add("POST", "/api/invitations/accept", open(400));
        add("GET", "/api/session/github/callback", open(400));
        add("GET", "/api/session/github/setup", open(400));
        add("GET", "/api/connections/manifest/callback", open(400));
        // names the page of the forge, or states that there is none, or that there are several
        add("GET", "/api/session/github", open(303, 404, 409));
        add("POST", "/api/session/github", open(200, 404, 409));
        add("POST", "/api/session/github/link", own("viewer"));
        add("POST", "/api/session/github/install", own("maintainer"));
        // no provider is configured
        add("GET|POST", "/api/session/oidc", open(404));
        add("GET", "/api/session/oidc/provider", open(404));
        add("GET", "/api/session/oidc/callback", open(400));
        add("POST", "/api/session/oidc/link", own("viewer"));
        add("GET", "/api/session/oidc/providers", open(200));
        add("GET|POST", "/api/session/oidc/providers/{provider}", open(404));
        add("GET", "/api/session/oidc/providers/{provider}/callback", open(400));
        add("POST", "/api/session/oidc/providers/{provider}/link", own("viewer"));
        add("GET|PUT|DELETE", "/api/session/**", own());
        add("DELETE", "/api/user/identities/**", own("viewer"));
        add("GET|POST|DELETE", "/api/user/**", own("viewer"));
        add("POST", "/api/teams", administration(403));
        add("GET", "/api/teams", own("viewer"));
        add("GET", "/api/teams/{slug}/**", ofTheTeam("viewer"));
        add("POST|PUT|DELETE", "/api/teams/{slug}/**", ofTheTeam("maintainer", "owner"));
        for (String root : List.of("users", "audit", "connections", "installations", "administrator")) {
            add("GET|POST|PUT|DELETE", "/api/" + root + "/**", administration(403));
        }
    }

    private void repositories(String repository, String credential) {
        Map<String, String> secret =
                Map.of("repo_id", repository, "id", credential, "username", "x", "password", "of another team");
        add("GET", "/api/v1/repos", own("org:read"));
        add("POST", "/api/v1/repos", creates("repo:write").withBody(Map.of("name", repository)));
        add("GET|POST", "/api/v1/repos/public", own("repo:write"));
        add("GET", "/api/v1/repo", ofTheTeam("git:read"));
        add("DELETE", "/api/v1/repos/delete", ofTheTeam("repo:write"));
        add("POST", "/api/v1/repos/pull-upstream", ofTheTeam("git:write"));
        add("DELETE", "/api/v1/repos/base", ofTheTeam("git:write"));
        for (String root : List.of("/api/v1/repos", "/api/repos/{repo}")) {
            content(root);
        }
        add(
                "POST|PUT|DELETE",
                "/api/v1/repos/git-credentials",
                ofTheTeam("repo:write").withBody(secret));
        add("GET", "/api/repos", own("org:read"));
        add("POST", "/api/repos", creates("repo:write").withBody(Map.of("name", repository)));
        add("GET", "/api/repos/{repo}", ofTheTeam("git:read"));
        add("DELETE", "/api/repos/{repo}", ofTheTeam("repo:write"));
        add("POST", "/api/repos/{repo}/pull-upstream", ofTheTeam("git:write"));
        add("DELETE", "/api/repos/{repo}/base", ofTheTeam("git:write"));
        add(
                "POST|PUT|DELETE",
                "/api/repos/{repo}/git-credentials/**",
                ofTheTeam("repo:write").withBody(secret));
        add("GET", "/api/search", own("org:read").withQuery("q=of+another+team"));
        add("POST", "/api/search", own("org:read").withBody(Map.of("query", Map.of("pattern", "of another team"))));
        add("DELETE", "/api/search/index/{team}", administration(401));
        add("GET", "/api/storage/**", own("org:read"));
        add("POST", "/api/storage/commit-keys", administration(401));
        add("PATCH", "/api/storage/settings", own("repo:write").withBody(Map.of("archive", false)));
        add("GET", "/api/repositories", administration(401));
        add("GET|DELETE", "/api/repositories/{id}/**", administration(401));
        add("GET", "/api/repositories/{repo}", ofTheTeam("repo:write"));
        add(
                "PATCH",
                "/api/repositories/{repo}",
                ofTheTeam("repo:write").withBody(Map.of("default_branch", "of-another-team")));
    }

    /** Calls about the content of a repository, in both generations of routes. */
    private void content(String root) {
        String file = "path=ops.yml";
        add("GET|HEAD", root + "/file", ofTheTeam("git:read").withQuery(file));
        add("GET", root + "/files/**", ofTheTeam("git:read"));
        add("GET", root + "/blame", ofTheTeam("git:read").withQuery(file));
        add("POST", root + "/grep", ofTheTeam("git:read").withBody(Map.of("query", Map.of("pattern", "x"))));
        add("POST", root + "/archive", ofTheTeam("git:read").withBody(Map.of("ref", "main")));
        add("GET", root + "/commits", ofTheTeam("git:read"));
        add("GET", root + "/commit", ofTheTeam("git:read").withQuery("sha=HEAD"));
        add("GET", root + "/diff", ofTheTeam("git:read").withQuery("sha=HEAD"));
        add("GET", root + "/branches", ofTheTeam("git:read"));
        add("GET", root + "/branches/diff", ofTheTeam("git:read").withQuery("branch=HEAD"));
        add("GET", root + "/branch", ofTheTeam("git:read").withQuery("name=main"));
        add(
                "POST",
                root + "/branches/create",
                ofTheTeam("git:write").withBody(Map.of("target_branch", "of-another-team", "base_ref", "main")));
        add("DELETE", root + "/branches", ofTheTeam("git:write").withBody(Map.of("name", "of-another-team")));
        add("GET", root + "/tags", ofTheTeam("git:read"));
        add("GET", root + "/tag", ofTheTeam("git:read").withQuery("name=v1"));
        add("POST", root + "/tags", ofTheTeam("git:write").withBody(Map.of("name", "v1", "target", "main")));
        add("DELETE", root + "/tags/**", ofTheTeam("git:write").withBody(Map.of("name", "v1")));
        String branches = "source_branch=main&target_branch=main";
        add("GET", root + "/merge/preview", ofTheTeam("git:read").withQuery(branches));
        Map<String, String> commit = Map.of("sha", "1".repeat(40), "note", "of another team");
        add("GET", root + "/notes", ofTheTeam("git:read").withQuery("sha=" + "1".repeat(40)));
        add("GET", root + "/notes/refs", ofTheTeam("git:read"));
        add("POST|DELETE", root + "/notes", ofTheTeam("git:write").withBody(commit));
        for (String call : List.of("commit-pack", "diff-commit", "restore-commit")) {
            add("POST", root + "/" + call, ofTheTeam("git:write").withBody(Map.of("metadata", Map.of())));
        }
        add(
                "POST",
                root + "/merge",
                ofTheTeam("git:write").withBody(Map.of("source_branch", "main", "target_branch", "main")));
    }

    private void ingest(String team, String repository) {
        Map<String, String> event = Map.of(
                "team_id",
                team,
                "event_name",
                "deployment",
                "event_action",
                "success",
                "repo",
                repository,
                "branch",
                "main",
                "commit",
                "0".repeat(40));
        add("POST", "/", ofTheTeam("events:write").withBody(event));
        add("POST", "/events", ofTheTeam("events:write").withBody(event));
        // a signature is needed, for every sender
        add("POST", "/webhooks/github", open(401));
        add("POST", "/webhooks/{team}/{forge}", open(401, 404));
        add("GET|POST|DELETE", "/api/deliveries/**", administration(401));
        add("GET|POST", "/api/dead-letters/**", administration(401));
    }

    /** What an operation returns; empty if that is not decided. */
    Optional<Expectation> of(Operation operation) {
        return rules.stream()
                .filter(rule -> rule.matches(operation))
                .findFirst()
                .map(Rule::expectation);
    }

    static boolean isCalled(Operation operation) {
        return !operation.path().startsWith(PAGES) && !NOT_CALLED.containsKey(operation.toString());
    }

    /** Entries to which none of these belongs. */
    List<String> without(List<Operation> operations) {
        List<String> unused = new ArrayList<>(rules.stream()
                .filter(rule -> operations.stream().noneMatch(rule::matches))
                .map(Rule::toString)
                .toList());
        Set<String> names =
                Set.copyOf(operations.stream().map(Operation::toString).toList());
        NOT_CALLED.keySet().stream().filter(name -> !names.contains(name)).forEach(unused::add);
        return unused;
    }

    private void add(String verbs, String path, Expectation expectation) {
        rules.add(new Rule(Set.of(verbs.split("\\|")), path, expectation));
    }

    /**
     * An entry.
     *
     * @param path of one route; with {@code /**} at the end, of all routes that begin like this
     */
    private record Rule(Set<String> verbs, String path, Expectation expectation) {

        boolean matches(Operation operation) {
            if (!verbs.contains(operation.verb())) {
                return false;
            }
            if (!path.endsWith("/**")) {
                return operation.path().equals(path);
            }
            String root = path.substring(0, path.length() - "/**".length());
            return operation.path().equals(root) || operation.path().startsWith(root + "/");
        }

        @Override
        public String toString() {
            return verbs + " " + path;
        }
    }
}
