package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.forge.Normalizer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a GitHub payload means. {@code docs/github-events.md} lists what each event and action becomes. */
@Singleton
public final class GithubNormalizer implements Normalizer {

    @Override
    public boolean reads(Map<String, String> headers) {
        return Forge.of(headers).filter(Forge.GITHUB::equals).isPresent();
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
            case "pull_request_review" -> ReviewReader.read(delivered, Payload.parse(json));
            case "issue_comment" -> CommentReader.issue(delivered, Payload.parseWhole(json));
            case "pull_request_review_comment" -> CommentReader.review(delivered, Payload.parseWhole(json));
            case "check_suite" -> CheckReader.suite(delivered, Payload.parse(json));
            case "check_run" -> CheckReader.run(delivered, Payload.parse(json));
            case "status" -> CheckReader.status(delivered, Payload.parse(json));
            case "merge_group" -> MergeGroupReader.read(delivered, Payload.parse(json));
            case "workflow_run" -> ForeignRunReader.run(delivered, Payload.parse(json));
            case "workflow_job" -> ForeignRunReader.job(delivered, Payload.parse(json));
            case "deployment" -> DeploymentReader.created(delivered, Payload.parse(json));
            case "deployment_status" -> DeploymentReader.status(delivered, Payload.parse(json));
            case "release" -> ReleaseReader.read(delivered, Payload.parse(json));
            case "repository" -> RepositoryReader.read(delivered, Payload.parse(json));
            case "public" -> RepositoryReader.published(delivered, Payload.parse(json));
            case "repository_dispatch" -> DispatchReader.read(delivered, Payload.parseWhole(json));
            case "member" -> AccessReader.collaborator(delivered, Payload.parse(json));
            case "membership" -> AccessReader.teamMember(delivered, Payload.parse(json));
            case "team" -> AccessReader.team(delivered, Payload.parse(json));
            case "organization" -> AccessReader.organization(delivered, Payload.parse(json));
            case "installation" -> InstallationReader.installation(delivered, Payload.parse(json));
            case "installation_repositories" -> InstallationReader.repositories(delivered, Payload.parse(json));
            case "installation_target" -> InstallationReader.renamed(delivered, Payload.parse(json));
            case "github_app_authorization" -> AccessReader.revoked(delivered, Payload.parse(json));
            case "meta" -> HookReader.read(delivered, Payload.parse(json));
            default -> Optional.empty();
        };
    }
}
