package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import java.util.List;
import java.util.Optional;

/** What a GitHub payload means. A pure function: the same payload gives the same events, ids included. */
public final class GithubNormalizer {

    private GithubNormalizer() {}

    /**
     * Reads one payload.
     *
     * @param delivered where it came from
     * @param json the payload, UTF-8, already taken out of a form if it came in one
     */
    public static Normalization normalize(Delivered delivered, byte[] json) {
        try {
            return read(delivered, json).<Normalization>map(Normalized::new).orElseGet(Unused::new);
        } catch (NotNormalizableException e) {
            return new NotNormalizable(delivered.event() + ": " + e.getMessage());
        }
    }

    private static Optional<List<Event>> read(Delivered delivered, byte[] json) {
        return switch (delivered.event()) {
            case "push" -> PushReader.read(delivered, Payload.parse(json));
            case "create", "delete" -> RefReader.read(delivered, Payload.parse(json));
            case "pull_request" -> ChangeReader.read(delivered, Payload.parse(json));
            case "repository" -> RepositoryReader.read(delivered, Payload.parse(json));
            case "deployment_status" -> DeploymentReader.read(delivered, Payload.parse(json));
            case "installation" -> InstallationReader.installation(delivered, Payload.parse(json));
            case "installation_repositories" -> InstallationReader.repositories(delivered, Payload.parse(json));
            default -> Optional.empty();
        };
    }
}
