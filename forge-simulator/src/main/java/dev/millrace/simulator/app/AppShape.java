package dev.millrace.simulator.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.hosting.AccountShape;
import dev.millrace.simulator.rest.ForgeAddress;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;

/** How GitHub describes the App and its installations. */
@ApplicationScoped
public class AppShape {

    private final GitHubApp app;
    private final AccountShape accounts;
    private final ForgeAddress address;

    AppShape(GitHubApp app, AccountShape accounts, ForgeAddress address) {
        this.app = app;
        this.accounts = accounts;
        this.address = address;
    }

    /** The App, as in {@code GET /app} and as {@code app} of a check run. */
    public ObjectNode app() {
        ObjectNode node = Json.object()
                .put("id", app.id())
                .put("slug", app.slug())
                .put("client_id", app.clientId())
                .put("node_id", app.nodeId());
        node.set("owner", accounts.user(app.owner()));
        node.put("name", app.slug())
                .put("description", "Runs pipelines on repository events.")
                .put("external_url", address.base() + "/apps/" + app.slug())
                .put("html_url", address.base() + "/apps/" + app.slug());
        node.set("created_at", Json.time(app.createdAt()));
        node.set("updated_at", Json.time(app.createdAt()));
        node.set("permissions", permissions(GitHubApp.PERMISSIONS));
        node.set("events", Json.texts(GitHubApp.EVENTS));
        return node;
    }

    /** An installation in full, over REST and in installation events. */
    public ObjectNode installation(Installation installation) {
        ObjectNode node = Json.object().put("id", installation.id());
        node.set("account", accounts.user(installation.account()));
        String page = installation.account().isOrganization()
                ? "/organizations/" + installation.account().login() + "/settings/installations/"
                : "/settings/installations/";
        node.put("repository_selection", selection(installation))
                .put("access_tokens_url", address.base() + "/app/installations/" + installation.id() + "/access_tokens")
                .put("repositories_url", address.base() + "/installation/repositories")
                .put("html_url", address.base() + page + installation.id())
                .put("app_id", app.id())
                .put("app_slug", app.slug())
                .put("target_id", installation.account().id())
                .put("target_type", installation.account().kind().wireName());
        node.set("permissions", permissions(installation.permissions()));
        node.set("events", Json.texts(installation.events()));
        node.set("created_at", Json.time(installation.createdAt()));
        node.set("updated_at", Json.time(installation.updatedAt()));
        node.putNull("single_file_name").put("has_multiple_single_files", false);
        node.putArray("single_file_paths");
        if (installation.suspendedAt().isPresent()) {
            node.set("suspended_by", accounts.user(app.owner()));
            node.set("suspended_at", Json.time(installation.suspendedAt().get()));
        } else {
            node.putNull("suspended_by").putNull("suspended_at");
        }
        return node;
    }

    /** The {@code installation} of all other events. */
    public ObjectNode reference(Installation installation) {
        return Json.object().put("id", installation.id()).put("node_id", installation.nodeId());
    }

    public String selection(Installation installation) {
        return installation.isOnAll() ? "all" : "selected";
    }

    public ObjectNode permissions(Map<String, String> permissions) {
        ObjectNode node = Json.object();
        new TreeMap<>(permissions).forEach(node::put);
        return node;
    }
}
