package dev.millrace.webhook.cdevents;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.ReleaseChanged;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.events.pipeline.JobFinished;
import dev.millrace.events.pipeline.JobStarted;
import dev.millrace.webhook.cdevents.Projection.NotProjected;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Projects our events to CDEvents. Depends on the event only, so a repeated event gives an equal CDEvent. */
@Singleton
public final class ProjectEvent {

    private final ProjectBuilds builds;
    private final URI webhooks;

    /** @param publicAddress address under which people, clients and forges reach the platform */
    public ProjectEvent(
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicAddress) {
        String address = publicAddress.toString().replaceAll("/+$", "");
        this.builds = new ProjectBuilds(URI.create(address + "/api/builds"));
        this.webhooks = URI.create(address + "/api/webhooks");
    }

    /** The CDEvent of an event of {@code forge.scm} or {@code pipeline.run}. */
    public Projection handle(Event event) {
        return switch (event) {
            case RefPushed pushed -> ProjectRefs.pushed(pushed);
            case RefAnnounced announced -> new NotProjected("a push reports the same, with its commit");
            case ChangeUpdated change -> ProjectChanges.updated(change);
            case ChangeReviewed review -> ProjectChanges.reviewed(review);
            case RepositoryUpdated updated -> ProjectRepositories.updated(updated);
            case ReleaseChanged release -> ProjectReleases.changed(release);
            case DeploymentStatusChanged status -> ProjectReleases.deployed(status);
            case BuildQueued queued -> builds.queued(queued);
            case BuildStarted started -> builds.started(started);
            case BuildFinished finished -> builds.finished(finished);
            case JobStarted started -> builds.started(started);
            case JobFinished finished -> builds.finished(finished);
            default -> new NotProjected("CDEvents has no such fact");
        };
    }

    /** A CDEvent that tests a webhook. */
    public CdEvent ping(UUID id, UUID webhookId, Instant at) {
        return new CdEvent(
                id,
                CdEventType.WEBHOOK_PINGED,
                webhooks,
                webhookId.toString(),
                at,
                Optional.empty(),
                Map.of(),
                Map.of());
    }
}
