package dev.millrace.ingest.forge.datacenter;

import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.Repositories;
import java.util.Locale;
import java.util.Optional;

/** Repositories and accounts of Bitbucket Data Center. */
final class DataCenterObjects {

    private DataCenterObjects() {}

    /**
     * The repository that this object describes. Its name is {@code PROJECT/slug}, and {@code ~user/slug} for a personal
     * one; most payloads lack the clone address, which then follows from the name.
     */
    static ForgeRepository repository(String instance, JsonBody repository) {
        JsonBody project = repository.at("project");
        String key = project.needText("key");
        String slug = repository.needText("slug");
        return Repositories.of(
                instance,
                repository.needId("id"),
                key + "/" + slug,
                repository
                        .at("links")
                        .each("clone")
                        .filter(link -> link.text("name").orElse("").startsWith("http"))
                        .flatMap(link -> link.text("href").stream())
                        .findFirst(),
                "/scm/%s/%s.git".formatted(key.toLowerCase(Locale.ROOT), slug),
                repository.text("defaultBranch").map(ref -> ref.replaceFirst("^refs/heads/", "")),
                !repository.flag("public") && !project.flag("public"),
                repository.flag("archived"));
    }

    static Optional<Actor> account(JsonBody account) {
        var kind = account.text("type").orElse("NORMAL").equals("SERVICE") ? Actor.Kind.BOT : Actor.Kind.USER;
        return account.id("id").map(id -> new Actor(id, account.text("name").orElse(id), kind));
    }
}
