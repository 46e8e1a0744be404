package dev.millrace.ingest.forge.datacenter;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code pr:*}: opened, new commits, reopened, declined, deleted or merged. Its times are milliseconds. */
final class DataCenterChange {

    private DataCenterChange() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        JsonBody change = payload.at("pullRequest");
        Action action = switch (delivered.event()) {
            case "pr:opened" -> Action.OPENED;
            case "pr:reopened" -> Action.REOPENED;
            case "pr:merged" -> Action.MERGED;
            case "pr:declined", "pr:deleted" -> Action.CLOSED;
            default -> Action.SYNCHRONIZED;
        };
        JsonBody base = change.at("toRef");
        JsonBody head = change.at("fromRef");
        ForgeRepository repository = DataCenterObjects.repository(delivered.instance(), base.at("repository"));
        JsonBody author = change.at("author").at("user");
        Instant updatedAt = change.milliseconds("updatedDate").orElse(delivered.receivedAt());
        Optional<Instant> endedAt = change.milliseconds("closedDate").or(() -> Optional.of(updatedAt));
        boolean merged = action == Action.MERGED;
        boolean closed = merged || action == Action.CLOSED;
        return Optional.of(List.of(new ChangeUpdated(
                delivered.eventId(0),
                repository,
                Optional.empty(),
                DataCenterObjects.account(payload.at("actor")),
                action,
                change.number("id").orElseThrow(() -> change.missing("id")),
                change.text("title").orElse(""),
                DataCenterObjects.account(author).orElseGet(() -> new Actor("deleted", "deleted", Actor.Kind.USER)),
                change.flag("draft"),
                branch(base),
                base.objectId("latestCommit"),
                branch(head),
                head.needObjectId("latestCommit"),
                !head.at("repository").id("id").equals(Optional.of(repository.id())),
                merged ? change.at("properties").at("mergeCommit").objectId("id") : Optional.empty(),
                change.milliseconds("createdDate").orElse(updatedAt),
                merged ? endedAt : Optional.empty(),
                closed ? endedAt : Optional.empty(),
                List.of(),
                page(delivered, repository, change),
                updatedAt)));
    }

    private static String branch(JsonBody side) {
        return side.needText("id").replaceFirst("^refs/heads/", "");
    }

    private static String page(Delivered delivered, ForgeRepository repository, JsonBody change) {
        return change.at("links")
                .each("self")
                .flatMap(link -> link.text("href").stream())
                .findFirst()
                .orElseGet(() -> {
                    int slash = repository.fullName().indexOf('/');
                    return "https://%s/projects/%s/repos/%s/pull-requests/%d"
                            .formatted(
                                    delivered.instance(),
                                    repository.fullName().substring(0, slash),
                                    repository.fullName().substring(slash + 1),
                                    change.number("id").orElse(0L));
                });
    }
}
