package dev.millrace.pipeline.page;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Scope;
import dev.millrace.pipeline.build.BuildAccess;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Decides who sees the page of a build. What is refused looks the same whether there is such a build or not. */
@Singleton
final class OpenBuild {

    private final Database database;
    private final Builds builds;
    private final BuildAccess access;
    private final BuildLinks links;

    OpenBuild(Database database, Builds builds, BuildAccess access, BuildLinks links) {
        this.database = database;
        this.builds = builds;
        this.access = access;
        this.links = links;
    }

    /**
     * Opens a build.
     *
     * @param id as in the address; empty if that is no id
     * @param key of the link
     * @param caller who is signed in, if anyone is; asked only if the key does not open the build
     */
    Visit open(Optional<UUID> id, Optional<String> key, Supplier<Optional<Caller>> caller) {
        Optional<BuildRow> byKey = id.filter(
                        build -> key.filter(given -> links.opens(build, given)).isPresent())
                .flatMap(build -> database.inTransaction(tx -> builds.find(tx, build)));
        if (byKey.isPresent()) {
            return new Visit.Granted(byKey.get(), key);
        }
        return caller.get()
                .map(known -> open(id, known))
                .orElseGet(() -> key.isPresent() ? new Visit.Refused() : new Visit.Unknown());
    }

    private Visit open(Optional<UUID> id, Caller caller) {
        if (!caller.has(Scope.GIT_READ) && !caller.has(Scope.ORG_READ)) {
            return new Visit.Refused();
        }
        return id.flatMap(build -> find(caller, build))
                .<Visit>map(build -> new Visit.Granted(build, Optional.empty()))
                .orElseGet(() -> new Visit.NotOfTheTeam(caller.team()));
    }

    private Optional<BuildRow> find(Caller caller, UUID id) {
        try {
            return Optional.of(database.inTransaction(tx -> access.load(tx, caller, id)));
        } catch (MillraceException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
