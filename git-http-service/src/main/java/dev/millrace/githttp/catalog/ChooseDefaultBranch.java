package dev.millrace.githttp.catalog;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.text.HiddenCharacters;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.Repository;

/** Points HEAD of a repository to another branch permanently. */
@ApplicationScoped
class ChooseDefaultBranch {

    private final GitStorage storage;
    private final Database database;
    private final Catalog catalog;
    private final Upstreams upstreams;

    ChooseDefaultBranch(GitStorage storage, Database database, Catalog catalog, Upstreams upstreams) {
        this.storage = storage;
        this.database = database;
        this.catalog = catalog;
        this.upstreams = upstreams;
    }

    /**
     * The decision. In a repository that has branches it must be one of them.
     *
     * @param branch short name
     * @param actor who requests it, for the reflog
     */
    DefaultBranchOutcome handle(StoredRepository repository, String branch, String actor) {
        String ref = Constants.R_HEADS + branch;
        if (!Repository.isValidRefName(ref)) {
            return new DefaultBranchOutcome.Invalid(branch);
        }
        boolean attached = repository.upstream().filter(Upstream::isAttached).isPresent();
        if (repository.upstreamKey().isPresent() && !attached) {
            return new DefaultBranchOutcome.UpstreamDecides(
                    repository.upstreamAddress().orElse("its upstream"));
        }
        try (WriteSession session = storage.write(repository.id(), Cause.API, actor)) {
            RefDatabase refs = session.repository().getRefDatabase();
            if (refs.exactRef(ref) == null) {
                if (!refs.getRefsByPrefix(Constants.R_HEADS).isEmpty()) {
                    return new DefaultBranchOutcome.NoSuchBranch(branch);
                }
                if (HiddenCharacters.find(branch).isPresent()) {
                    return new DefaultBranchOutcome.Invalid(branch);
                }
            }
            // before HEAD moves, so that neither a first push nor a sync moves it back
            database.useTransaction(tx -> {
                catalog.chooseDefaultBranch(tx, repository.id());
                upstreams.keepDefaultBranch(tx, repository.id(), branch);
            });
            return switch (session.update(List.of(), Optional.of(ref), true)) {
                case UpdateOutcome.Committed(var stored, var results) -> new DefaultBranchOutcome.Chosen(stored);
                case UpdateOutcome.Unchanged(var stored, var results) -> new DefaultBranchOutcome.Chosen(stored);
                case UpdateOutcome.Refused(var results) ->
                    throw new IllegalStateException("HEAD of %s was not moved".formatted(repository.id()));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
