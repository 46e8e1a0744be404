package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.forge.Normalizer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a GitHub payload means. */
@Singleton
public final class GithubNormalizer implements Normalizer {

    @Override
    public boolean reads(Map<String, String> headers) {
        return headers.containsKey("x-github-event");
    }

    @Override
    public Normalization normalize(Delivered delivered, byte[] json) {
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
