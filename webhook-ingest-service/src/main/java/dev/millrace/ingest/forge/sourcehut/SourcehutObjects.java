package dev.millrace.ingest.forge.sourcehut;

import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.Repositories;
import java.util.Optional;

/** Repositories and accounts of SourceHut; a name begins with {@code ~}. */
final class SourcehutObjects {

    private SourcehutObjects() {}

    static ForgeRepository repository(String instance, JsonBody webhook) {
        JsonBody repository = webhook.at("repository");
        String path = repository.at("owner").needText("canonicalName") + "/" + repository.needText("name");
        return Repositories.of(
                instance,
                repository.needId("id"),
                path,
                Optional.empty(),
                "/" + path,
                repository.at("HEAD").text("name").map(ref -> ref.replaceFirst("^refs/heads/", "")),
                !repository.text("visibility").orElse("").equals("PUBLIC"),
                false);
    }

    static Optional<Actor> account(JsonBody entity) {
        return entity.text("canonicalName").map(name -> new Actor(name, name, Actor.Kind.USER));
    }
}
