package dev.millrace.gateway.dashboard.repository;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.frame.JsonFields;
import dev.millrace.gateway.dashboard.frame.Services;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds the repository of a page. */
@ApplicationScoped
public class OpenRepository {

    private final Services services;

    OpenRepository(Services services) {
        this.services = services;
    }

    /**
     * The repository, for a page on which this tab is shown.
     *
     * @throws dev.millrace.kit.error.MillraceException 404 if the person sees none of this id
     */
    public RepositoryTop load(UUID id, RepositoryTab tab) {
        JsonNode found = services.get("/api/repos/" + id).require();
        return new RepositoryTop(
                id, JsonFields.text(found, "repo_name"), JsonFields.text(found, "default_branch"), tab.tabs(id));
    }
}
