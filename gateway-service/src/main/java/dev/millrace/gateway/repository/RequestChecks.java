package dev.millrace.gateway.repository;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.AccessChanged.Kind;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What changes who may read repositories: in the caller's transaction, what is stored becomes due to be read again. An account that
 * the forge reports as removed reads nothing until it has been. The rows of checks are locked before those of repositories, as checks
 * do.
 */
@ApplicationScoped
public class RequestChecks {

    /** The signal that members of teams, or their accounts, have changed, so that other people may read repositories. */
    public static final String READERS = "repository_readers";

    private final CheckStore checks;
    private final RepositoryStore repositories;

    RequestChecks(CheckStore checks, RepositoryStore repositories) {
        this.checks = checks;
        this.repositories = repositories;
    }

    /** An installation belongs to a team, or does not any more. */
    public void take(Transaction tx, InstallationLinked linked) {
        boolean isRemoved = linked.state() == InstallationLinked.State.REMOVED;
        checks.link(tx, linked);
        repositories.uncover(tx, linked.instance(), linked.installationId(), isRemoved ? "" : linked.team());
        Signals.send(tx, READERS);
    }

    /** Repositories were added to an installation, or removed. */
    public void take(Transaction tx, InstallationRepositoriesChanged changed) {
        checks.requestOfAccount(tx, changed.instance(), changed.accountId());
    }

    /** The forge reports that permissions may have changed. */
    public void take(Transaction tx, AccessChanged changed) {
        boolean isOfRepository =
                changed.kind() == Kind.COLLABORATOR && changed.repositoryId().isPresent();
        if (isOfRepository) {
            String repository = changed.repositoryId().get();
            checks.requestDue(tx, changed.instance(), changed.accountId());
            changed.member()
                    .filter(member -> changed.action().equals("removed"))
                    .ifPresent(member -> repositories.removeReader(tx, changed.instance(), repository, member.id()));
            repositories.makeDue(tx, changed.instance(), repository);
        } else {
            checks.requestOfAccount(tx, changed.instance(), changed.accountId());
            changed.member()
                    .filter(member -> changed.kind() == Kind.ORGANIZATION
                            && changed.action().equals("member_removed"))
                    .ifPresent(member -> repositories.removeReaderOfAccount(
                            tx, changed.instance(), changed.accountId(), member.id()));
        }
        Signals.send(tx, READERS);
    }
}
