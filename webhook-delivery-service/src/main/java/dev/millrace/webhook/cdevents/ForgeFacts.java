package dev.millrace.webhook.cdevents;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.webhook.cdevents.Projection.Projected;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What all CDEvents about a repository of a forge have in common. Repositories are identified by the forge's number. */
final class ForgeFacts {

    private ForgeFacts() {}

    static Projected projected(
            Event event,
            ForgeRepository repository,
            CdEventType type,
            String subjectId,
            Fields content,
            Fields custom) {
        return new Projected(new CdEvent(
                EventIds.of("cdevents", event.eventId()),
                type,
                source(repository),
                subjectId,
                event.occurredAt(),
                Optional.empty(),
                content.map(),
                custom.with("repository", names(repository)).map()));
    }

    /** {@code https://github.com/900100}: an identifier, which stays the same when the repository is renamed. */
    static URI source(ForgeRepository repository) {
        return URI.create(forge(repository) + "/" + repository.id());
    }

    /** The repository as the content of other subjects refers to it. */
    static Fields reference(ForgeRepository repository) {
        return Fields.of(
                "repository",
                Fields.of("id", repository.id())
                        .with("source", forge(repository))
                        .map());
    }

    static Fields by(Optional<Actor> actor) {
        return Fields.of("actor", actor.map(ForgeFacts::account));
    }

    static Map<String, Object> account(Actor actor) {
        return Fields.of("id", actor.id())
                .with("login", actor.login())
                .with("kind", actor.kind().name())
                .map();
    }

    private static Map<String, Object> names(ForgeRepository repository) {
        return Fields.of("id", repository.id())
                .with("fullName", repository.fullName())
                .with("defaultBranch", repository.defaultBranch())
                .with("private", repository.isPrivate())
                .with("archived", repository.archived())
                .map();
    }

    private static String forge(ForgeRepository repository) {
        return "https://" + repository.instance();
    }
}
