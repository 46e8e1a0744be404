package dev.millrace.simulator.checks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.hooks.AnnounceEvent;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What people do on the page of a check: they run it again, or use one of its buttons. The check run itself stays as it is. */
@ApplicationScoped
public class RequestChecks {

    private final CheckRuns runs;
    private final CheckRunShape shape;
    private final AppShape apps;
    private final AnnounceEvent announce;

    RequestChecks(CheckRuns runs, CheckRunShape shape, AppShape apps, AnnounceEvent announce) {
        this.runs = runs;
        this.shape = shape;
        this.apps = apps;
        this.announce = announce;
    }

    /**
     * Runs one check again.
     *
     * @throws GitHubFailure 404 if the repository has no such check run
     */
    public void again(HostedRepository repository, Account user, long id) {
        announce(repository, user, id, Json.object().put("action", "rerequested"));
    }

    /**
     * Uses a button.
     *
     * @param identifier of the button
     * @throws GitHubFailure 404 if the repository has no such check run
     */
    public void use(HostedRepository repository, Account user, long id, String identifier) {
        ObjectNode payload = Json.object().put("action", "requested_action");
        payload.putObject("requested_action").put("identifier", identifier);
        announce(repository, user, id, payload);
    }

    /**
     * Runs all checks of a commit again.
     *
     * @throws GitHubFailure 404 if it has none
     */
    public void allAgain(HostedRepository repository, Account user, String headSha) {
        List<CheckRun> ofCommit = runs.of(repository, headSha);
        if (ofCommit.isEmpty()) {
            throw GitHubFailure.notFound();
        }
        ObjectNode payload = Json.object().put("action", "rerequested");
        ObjectNode suite = payload.putObject("check_suite")
                .put("id", ofCommit.getFirst().suiteId())
                .put("head_sha", headSha)
                .putNull("head_branch")
                .put("status", "queued")
                .putNull("conclusion")
                .putNull("before")
                .put("after", headSha);
        suite.putArray("pull_requests");
        suite.set("app", apps.app());
        announce.inRepository("check_suite", repository, user, payload);
    }

    private void announce(HostedRepository repository, Account user, long id, ObjectNode payload) {
        CheckRun run = runs.current(id)
                .filter(found -> found.repositoryId() == repository.id())
                .orElseThrow(GitHubFailure::notFound);
        payload.set("check_run", shape.full(repository, run));
        announce.inRepository("check_run", repository, user, payload);
    }
}
