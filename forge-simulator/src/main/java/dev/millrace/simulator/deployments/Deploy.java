package dev.millrace.simulator.deployments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Ids;
import dev.millrace.simulator.account.NodeId;
import dev.millrace.simulator.hooks.AnnounceEvent;
import dev.millrace.simulator.hosting.AccountShape;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/** Deploys a commit: a deployment, then one status after the other, each announced at once. */
@ApplicationScoped
public class Deploy {

    private static final Set<String> STATES =
            Set.of("pending", "queued", "in_progress", "success", "failure", "error", "inactive");

    /**
     * What to deploy.
     *
     * @param ref         the {@code ref} that the deployment reports: a branch, a tag or an object id
     * @param environment for example {@code production}
     * @param states      in order, for example {@code in_progress}, {@code success}
     */
    public record Plan(ObjectId sha, String ref, String environment, List<String> states) {

        public Plan {
            states.stream().filter(state -> !STATES.contains(state)).findFirst().ifPresent(state -> {
                throw new IllegalArgumentException("deployment state %s is none of %s".formatted(state, STATES));
            });
        }
    }

    private final AnnounceEvent announce;
    private final RepositoryShape repositories;
    private final AccountShape accounts;
    private final Ids ids;
    private final Clock clock;

    Deploy(AnnounceEvent announce, RepositoryShape repositories, AccountShape accounts, Ids ids, Clock clock) {
        this.announce = announce;
        this.repositories = repositories;
        this.accounts = accounts;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Deploys; the repository is locked.
     *
     * @return the id of the deployment
     */
    public long handle(HostedRepository repository, Account creator, Plan plan) {
        long id = ids.next();
        ObjectNode deployment = deployment(repository, creator, plan, id);
        ObjectNode created = Json.object().put("action", "created");
        created.set("deployment", deployment);
        created.putNull("workflow").putNull("workflow_run");
        announce.inRepository("deployment", repository, creator, created);
        for (String state : plan.states()) {
            deployment.set("updated_at", Json.time(clock.instant()));
            ObjectNode changed = Json.object().put("action", "created");
            changed.set("deployment_status", status(repository, creator, plan, id, state));
            changed.set("deployment", deployment);
            announce.inRepository("deployment_status", repository, creator, changed);
        }
        return id;
    }

    private ObjectNode deployment(HostedRepository repository, Account creator, Plan plan, long id) {
        Instant now = clock.instant();
        String url = repositories.api(repository) + "/deployments/" + id;
        ObjectNode node = Json.object()
                .put("url", url)
                .put("id", id)
                .put("node_id", NodeId.of("DE", id))
                .put("task", "deploy")
                .put("original_environment", plan.environment())
                .put("environment", plan.environment())
                .putNull("description");
        node.set("created_at", Json.time(now));
        node.set("updated_at", Json.time(now));
        node.put("statuses_url", url + "/statuses")
                .put("repository_url", repositories.api(repository))
                .set("creator", accounts.user(creator));
        node.put("sha", plan.sha().name()).put("ref", plan.ref());
        node.putObject("payload");
        return node.put("transient_environment", false)
                .put("production_environment", plan.environment().equals("production"))
                .putNull("performed_via_github_app");
    }

    private ObjectNode status(
            HostedRepository repository, Account creator, Plan plan, long deploymentId, String state) {
        Instant now = clock.instant();
        long id = ids.next();
        String deploymentUrl = repositories.api(repository) + "/deployments/" + deploymentId;
        ObjectNode node = Json.object()
                .put("url", deploymentUrl + "/statuses/" + id)
                .put("id", id)
                .put("node_id", NodeId.of("DES", id))
                .put("state", state);
        node.set("creator", accounts.user(creator));
        node.put("description", "").put("environment", plan.environment()).put("target_url", "");
        node.set("created_at", Json.time(now));
        node.set("updated_at", Json.time(now));
        return node.put("deployment_url", deploymentUrl)
                .put("repository_url", repositories.api(repository))
                .put("environment_url", "")
                .put("log_url", repositories.page(repository) + "/deployments")
                .putNull("performed_via_github_app");
    }
}
