package dev.millrace.ingest.forge.bitbucket;

import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.Repositories;
import java.util.Optional;

/** Repositories and accounts of Bitbucket Cloud, which are identified by UUIDs in braces. */
final class BitbucketObjects {

    /** The account in place of a deleted one. */
    private static final Actor DELETED = new Actor("deleted", "deleted", Actor.Kind.USER);

    private BitbucketObjects() {}

    /** Payloads have no clone address; it follows from the name. */
    static ForgeRepository repository(String instance, JsonBody payload) {
        JsonBody repository = payload.at("repository");
        String fullName = repository.needText("full_name");
        return Repositories.of(
                instance,
                repository.needId("uuid"),
                fullName,
                Optional.empty(),
                "/" + fullName + ".git",
                repository.at("mainbranch").text("name"),
                repository.flag("is_private"),
                false);
    }

    static Optional<Actor> account(JsonBody account) {
        var kind = account.text("type").orElse("user").equals("team") ? Actor.Kind.ORGANIZATION : Actor.Kind.USER;
        return account.id("uuid")
                .map(id -> new Actor(
                        id,
                        account.text("nickname")
                                .or(() -> account.text("username"))
                                .or(() -> account.text("display_name"))
                                .orElse(id),
                        kind));
    }

    static Actor accountOrDeleted(JsonBody account) {
        return account(account).orElse(DELETED);
    }
}
