package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import dev.millrace.kit.identity.repository.VisibleRepositories;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Which workflows a caller may see: those of its team, only one repository's when the token is for one, and those only of
 * repositories that the caller reads.
 */
@Singleton
final class WorkflowAccess {

    private static final String WHOLE_TEAM = "org";

    private final ListingStore listing;
    private final RepositoryAccess repositoryAccess;

    WorkflowAccess(ListingStore listing, RepositoryAccess repositoryAccess) {
        this.listing = listing;
        this.repositoryAccess = repositoryAccess;
    }

    /**
     * The workflow, if the caller may see it.
     *
     * @throws MillraceException 404 if there is no such workflow for this caller
     */
    ListedWorkflow load(Transaction tx, Caller caller, UUID id) {
        return listing.find(tx, id, caller.team(), onlyRepository(caller))
                .filter(listed -> repositoryAccess.reads(
                        caller, caller.team(), Optional.of(listed.workflow().upstreamKey())))
                .orElseThrow(() -> missing(id));
    }

    /** What of its team the caller reads, for lists. */
    VisibleRepositories visible(Caller caller) {
        return repositoryAccess.visible(caller);
    }

    static MillraceException missing(UUID id) {
        return MillraceException.notFound("there is no workflow " + id).withCode("workflow_missing");
    }

    /** The one repository that the token is for; empty for the whole team. */
    static Optional<String> onlyRepository(Caller caller) {
        return caller.repository().filter(name -> !name.equals(WHOLE_TEAM));
    }

    /** How builds name a caller: the subject of its token, or its team if it has none. */
    static String nameOf(Caller caller) {
        return caller.subject().isBlank() ? caller.team() : caller.subject();
    }
}
