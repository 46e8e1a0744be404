package dev.millrace.simulator.hooks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.app.Installation;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Announces what happens to an installation as {@code installation} and {@code installation_repositories}. */
@ApplicationScoped
public class AnnounceInstallation {

    private final AnnounceEvent announce;
    private final AppShape apps;
    private final RepositoryShape repositories;
    private final Installations installations;

    AnnounceInstallation(
            AnnounceEvent announce, AppShape apps, RepositoryShape repositories, Installations installations) {
        this.announce = announce;
        this.apps = apps;
        this.repositories = repositories;
        this.installations = installations;
    }

    /**
     * Announces a change of the whole installation. As at GitHub, only {@code created} and {@code deleted} list repositories.
     *
     * @param action {@code created}, {@code deleted}, {@code suspend} or {@code unsuspend}
     */
    public void changed(Installation installation, Account sender, String action) {
        ObjectNode payload = Json.object().put("action", action);
        if (action.equals("created") || action.equals("deleted")) {
            payload.set("repositories", brief(installations.repositories(installation)));
        }
        announce.ofInstallation("installation", installation, sender, payload);
    }

    /** Announces that repositories were added or removed. */
    public void repositories(
            Installation installation, Account sender, List<HostedRepository> added, List<HostedRepository> removed) {
        ObjectNode payload = Json.object()
                .put("action", added.isEmpty() ? "removed" : "added")
                .put("repository_selection", apps.selection(installation));
        payload.set("repositories_added", brief(added));
        payload.set("repositories_removed", brief(removed));
        payload.putNull("requester");
        announce.ofInstallation("installation_repositories", installation, sender, payload);
    }

    private ArrayNode brief(List<HostedRepository> list) {
        return Json.array(list.stream().map(repositories::brief).toList());
    }
}
