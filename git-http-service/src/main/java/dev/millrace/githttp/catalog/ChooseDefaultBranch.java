package dev.millrace.githttp.catalog;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.move.Move;
import dev.millrace.githttp.move.MoveOutcome;
import dev.millrace.githttp.move.MoveRefs;
import dev.millrace.githttp.move.Refusal;
import dev.millrace.kit.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/** Points HEAD of a repository to another branch permanently. */
@ApplicationScoped
class ChooseDefaultBranch {

    private final MoveRefs moveRefs;
    private final Database database;
    private final Catalog catalog;
    private final Upstreams upstreams;

    ChooseDefaultBranch(MoveRefs moveRefs, Database database, Catalog catalog, Upstreams upstreams) {
        this.moveRefs = moveRefs;
        this.database = database;
        this.catalog = catalog;
        this.upstreams = upstreams;
    }

    /**
     * The decision. In a repository that has branches it must be one of them.
     *
     * @param granted the repository, and who requests it
     * @param branch short name
     */
    DefaultBranchOutcome handle(Granted granted, String branch) {
        StoredRepository repository = granted.repository();
        String ref = Constants.R_HEADS + branch;
        if (!Repository.isValidRefName(ref)) {
            return new DefaultBranchOutcome.Invalid(branch);
        }
        boolean attached = repository.upstream().filter(Upstream::isAttached).isPresent();
        if (repository.upstreamKey().isPresent() && !attached) {
            return new DefaultBranchOutcome.UpstreamDecides(
                    repository.upstreamAddress().orElse("its upstream"));
        }
        try (Move move = moveRefs.begin(granted, RefNamespace.DEFAULT)) {
            // before HEAD moves, so that neither a first push nor a sync moves it back
            Runnable keep = () -> database.useTransaction(tx -> {
                catalog.chooseDefaultBranch(tx, repository.id());
                upstreams.keepDefaultBranch(tx, repository.id(), branch);
            });
            return switch (move.pointHead(ref, keep)) {
                case MoveOutcome.Moved(StoredRepository changed) -> new DefaultBranchOutcome.Chosen(changed);
                case MoveOutcome.Refused(Refusal refusal) ->
                    switch (refusal.why()) {
                        case MISSING -> new DefaultBranchOutcome.NoSuchBranch(branch);
                        case DENIED -> new DefaultBranchOutcome.Denied(refusal.message());
                        default -> new DefaultBranchOutcome.Invalid(branch);
                    };
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
