package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import dev.millrace.kit.identity.repository.VisibleRepositories;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Which builds a caller may see: those of its team, only one repository's when the token is for one, and those only of repositories
 * that the caller reads.
 */
@Singleton
public final class BuildAccess {

    private static final String WHOLE_TEAM = "org";

    private final BuildStore store;
    private final RepositoryAccess repositoryAccess;

    BuildAccess(BuildStore store, RepositoryAccess repositoryAccess) {
        this.store = store;
        this.repositoryAccess = repositoryAccess;
    }

    /**
     * The build, if the caller may see it.
     *
     * @throws MillraceException 404 if there is no such build for this caller
     */
    public BuildRow load(Transaction tx, Caller caller, UUID id) {
        return store.find(tx, id)
                .filter(build -> build.team().equals(caller.team()))
                .filter(build -> repositoryAccess.reads(caller, build.team(), Optional.of(build.upstreamKey())))
                .filter(build -> onlyRepository(caller)
                        .map(name -> store.isOf(tx, build, name))
                        .orElse(true))
                .orElseThrow(() ->
                        MillraceException.notFound("there is no build " + id).withCode("build_missing"));
    }

    /** What of its team the caller reads, for lists. */
    VisibleRepositories visible(Caller caller) {
        return repositoryAccess.visible(caller);
    }

    /** The one repository that the token is for; empty for the whole team. */
    static Optional<String> onlyRepository(Caller caller) {
        return caller.repository().filter(name -> !name.equals(WHOLE_TEAM));
    }
}
