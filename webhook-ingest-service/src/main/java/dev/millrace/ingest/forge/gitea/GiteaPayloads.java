package dev.millrace.ingest.forge.gitea;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.Repositories;
import java.util.List;
import java.util.Optional;

/** The payloads of Gitea and Forgejo. Differences from GitHub's are noted at each reader. */
public final class GiteaPayloads {

    private GiteaPayloads() {}

    /** The events of a payload; empty if nothing here uses the event. */
    public static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        return switch (delivered.event()) {
            case "push" -> GiteaPush.read(delivered, payload);
            case "create", "delete" -> GiteaRef.read(delivered, payload);
            case "pull_request" -> GiteaChange.read(delivered, payload);
            case "repository" -> GiteaRepositoryEvent.read(delivered, payload);
            default -> Optional.empty();
        };
    }

    static ForgeRepository repository(String instance, JsonBody payload) {
        JsonBody repository = payload.at("repository");
        String fullName = repository.needText("full_name");
        return Repositories.of(
                instance,
                repository.needId("id"),
                fullName,
                repository.text("clone_url"),
                "/" + fullName + ".git",
                repository.text("default_branch"),
                repository.flag("private"),
                repository.flag("archived"));
    }

    /** The account that this object describes, if it describes one; older versions have {@code username} only. */
    static Optional<Actor> account(JsonBody account) {
        Optional<String> login = account.text("login").or(() -> account.text("username"));
        return account.id("id").flatMap(id -> login.map(name -> new Actor(id, name, Actor.Kind.USER)));
    }
}
