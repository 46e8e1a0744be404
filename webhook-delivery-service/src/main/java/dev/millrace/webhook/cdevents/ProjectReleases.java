package dev.millrace.webhook.cdevents;

import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.ReleaseChanged;
import dev.millrace.webhook.cdevents.Projection.NotProjected;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Releases and deployments. */
final class ProjectReleases {

    private ProjectReleases() {}

    /** One publication causes several of our events; this one names what happened. */
    static Projection changed(ReleaseChanged release) {
        if (release.action() != ReleaseChanged.Action.PUBLISHED) {
            return new NotProjected("the release was not published now");
        }
        Fields content = ForgeFacts.reference(release.repository())
                .with("tag", release.tag())
                .with("target", release.target())
                .with("name", release.name())
                .with("prerelease", release.prerelease())
                .with("publishedAt", release.publishedAt().map(Instant::toString))
                .with("url", release.webUrl());
        return ForgeFacts.projected(
                release,
                release.repository(),
                CdEventType.RELEASE_PUBLISHED,
                release.releaseId(),
                content,
                ForgeFacts.by(release.actor()));
    }

    /** The service is the repository: a forge names no other. */
    static Projection deployed(DeploymentStatusChanged status) {
        if (status.state() != DeploymentStatusChanged.State.SUCCESS) {
            return new NotProjected("the deployment has not succeeded");
        }
        if (status.environment().isEmpty()) {
            return new NotProjected("the environment is unknown");
        }
        Optional<String> artifact = PackageUrl.of(status.repository(), status.sha());
        if (artifact.isEmpty()) {
            return new NotProjected("the artifact is unknown: the commit is abbreviated or missing");
        }
        Map<String, Object> environment = Fields.of("id", status.environment())
                .with("source", ForgeFacts.source(status.repository()).toString())
                .map();
        Map<String, Object> deployment = Fields.of("id", status.deploymentId())
                .with("statusId", status.statusId())
                .with("ref", status.ref())
                .with("sha", status.sha())
                .with("createdAt", status.deploymentCreatedAt().toString())
                .map();
        return ForgeFacts.projected(
                status,
                status.repository(),
                CdEventType.SERVICE_DEPLOYED,
                status.repository().id(),
                Fields.of("environment", environment).with("artifactId", artifact.get()),
                ForgeFacts.by(status.actor()).with("deployment", deployment));
    }
}
