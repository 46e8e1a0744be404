package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Which builds a caller may see: those of its team, and only one repository's when the token is for one. */
@Singleton
public final class BuildAccess {

    private static final String WHOLE_TEAM = "org";

    private final BuildStore store;

    BuildAccess(BuildStore store) {
        this.store = store;
    }

    /**
     * The build, if the caller may see it.
     *
     * @throws MillraceException 404 if there is no such build for this caller
     */
    public BuildRow load(Transaction tx, Caller caller, UUID id) {
        return store.find(tx, id)
                .filter(build -> build.team().equals(caller.team()))
                .filter(build -> onlyRepository(caller)
                        .map(name -> store.isOf(tx, build, name))
                        .orElse(true))
                .orElseThrow(() ->
                        MillraceException.notFound("there is no build " + id).withCode("build_missing"));
    }

    /** The one repository that the token is for; empty for the whole team. */
    static Optional<String> onlyRepository(Caller caller) {
        return caller.repository().filter(name -> !name.equals(WHOLE_TEAM));
    }
}
