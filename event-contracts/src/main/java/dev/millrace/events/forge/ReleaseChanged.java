package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A release was created, published, edited and so on. Contains its state afterwards. One publication causes several of these
 * events: {@code CREATED}, {@code PUBLISHED}, and {@code RELEASED} or {@code PRERELEASED}.
 *
 * <p>Wire name {@code forge.release.changed}, version 1. Topic {@code forge.scm}, keyed by forge instance and repository id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor who did it
 * @param action what happened
 * @param releaseId the forge's number for the release, decimal string
 * @param tag short name of its tag, which a draft may not have yet
 * @param target branch or commit that the tag is created from, if it is
 * @param name as shown; empty if it has none
 * @param draft whether it is not published
 * @param prerelease whether it is marked as not for production
 * @param publishedAt by the forge's clock; empty for a draft
 * @param webUrl its page at the forge
 * @param occurredAt when the delivery reached us, by our clock
 */
public record ReleaseChanged(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        Action action,
        String releaseId,
        String tag,
        Optional<String> target,
        Optional<String> name,
        boolean draft,
        boolean prerelease,
        Optional<Instant> publishedAt,
        Optional<String> webUrl,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "release/" + releaseId;
    }

    /** What happened to the release. */
    public enum Action {
        CREATED,
        EDITED,
        DELETED,
        PRERELEASED,
        PUBLISHED,
        RELEASED,
        UNPUBLISHED
    }
}
