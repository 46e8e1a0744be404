package dev.millrace.simulator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.app.Installation;
import dev.millrace.simulator.app.InstallationToken;
import dev.millrace.simulator.app.InstallationTokens;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Issues a token to an installation, with all its permissions or those that the request names. */
@ApplicationScoped
class MintToken {

    private static final int MOST_REPOSITORIES = 500;

    private final Installations installations;
    private final InstallationTokens tokens;

    MintToken(Installations installations, InstallationTokens tokens) {
        this.installations = installations;
        this.tokens = tokens;
    }

    /**
     * Mints a token.
     *
     * @throws GitHubFailure 403 if the installation is suspended; 422 if the request names a repository or permission that
     *                       the installation does not have
     */
    InstallationToken handle(Installation installation, ObjectNode request) {
        if (installation.suspendedAt().isPresent()) {
            throw GitHubFailure.of(403, "This installation has been suspended");
        }
        return tokens.mint(installation, repositories(installation, request), permissions(installation, request));
    }

    private Optional<Set<Long>> repositories(Installation installation, ObjectNode request) {
        JsonNode names = request.path("repositories");
        JsonNode ids = request.path("repository_ids");
        if (names.isMissingNode() && ids.isMissingNode()) {
            return Optional.empty();
        }
        if (names.size() + ids.size() > MOST_REPOSITORIES) {
            throw GitHubFailure.of(422, "Cannot request access to more than 500 repositories");
        }
        List<HostedRepository> all = installations.repositories(installation);
        Set<Long> chosen = new HashSet<>();
        names.forEach(name ->
                chosen.add(choose(all, repository -> repository.name().equalsIgnoreCase(name.asText()))));
        ids.forEach(id -> chosen.add(choose(all, repository -> repository.id() == id.asLong())));
        return Optional.of(chosen);
    }

    private static long choose(List<HostedRepository> all, Predicate<HostedRepository> wanted) {
        return all.stream()
                .filter(wanted)
                .findFirst()
                .map(HostedRepository::id)
                .orElseThrow(
                        () -> GitHubFailure.of(
                                422,
                                "There is at least one repository that does not exist or is not accessible to the parent installation."));
    }

    private static Map<String, String> permissions(Installation installation, ObjectNode request) {
        JsonNode requested = request.path("permissions");
        if (requested.isEmpty()) {
            return installation.permissions();
        }
        Map<String, String> granted = new HashMap<>();
        requested.properties().forEach(permission -> {
            String level = permission.getValue().asText();
            String most = installation.permissions().get(permission.getKey());
            if (most == null || most.equals("read") && !level.equals("read")) {
                throw GitHubFailure.of(422, "The permissions requested are not granted to this installation.");
            }
            granted.put(permission.getKey(), level);
        });
        granted.putIfAbsent("metadata", "read");
        return granted;
    }
}
