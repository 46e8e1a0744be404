package dev.millrace.pipeline.registry;

import dev.millrace.events.Event;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.Mirrors;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Requests that a repository is read when its default branch may have moved; another event has no effect. */
@Singleton
public final class FollowDefaultBranches {

    private static final String BRANCHES = "refs/heads/";
    private static final String HEAD = "HEAD";

    private final SourceStore sources;
    private final WorkflowStore workflows;
    private final Mirrors mirrors;
    private final Clock clock;

    FollowDefaultBranches(SourceStore sources, WorkflowStore workflows, Mirrors mirrors, Clock clock) {
        this.sources = sources;
        this.workflows = workflows;
        this.mirrors = mirrors;
        this.clock = clock;
    }

    /** Applies an event of a mirror, after {@code FollowMirrors} has. */
    public void apply(Transaction tx, Event event) {
        switch (event) {
            case RefsMoved moved -> moved(tx, moved.repository(), moved.moves());
            case SyncSucceeded succeeded -> synced(tx, succeeded);
            case RepositoryDeleted deleted -> deleted(tx, deleted.repository());
            default -> {
                // no default branch moved
            }
        }
    }

    private void moved(Transaction tx, MirroredRepository repository, List<RefMove> moves) {
        List<String> branches = moves.stream()
                .map(RefMove::ref)
                .filter(ref -> ref.equals(HEAD) || ref.startsWith(BRANCHES))
                .toList();
        if (branches.isEmpty() && !moves.isEmpty()) {
            return;
        }
        repository.upstreamKey().ifPresent(key -> {
            if (sources.want(tx, repository.team(), key, branches, clock.instant())) {
                Signals.send(tx, PublishWorker.SIGNAL);
            }
        });
    }

    private void synced(Transaction tx, SyncSucceeded succeeded) {
        MirroredRepository repository = succeeded.repository();
        repository.upstreamKey().ifPresent(key -> {
            if (sources.noteSync(tx, repository.team(), key, succeeded.installationId(), clock.instant())) {
                Signals.send(tx, PublishWorker.SIGNAL);
            }
        });
    }

    /** Nothing of it can be checked out any more, unless the team has another mirror of it. */
    private void deleted(Transaction tx, MirroredRepository repository) {
        repository.upstreamKey().ifPresent(key -> {
            List<Mirror> others = mirrors.ofTeam(tx, repository.team(), key).stream()
                    .filter(mirror -> !mirror.repositoryId().equals(repository.id()))
                    .toList();
            if (others.isEmpty()) {
                workflows
                        .list(tx, repository.team(), key)
                        .forEach(workflow -> workflows.retire(tx, workflow.id(), clock.instant()));
            }
        });
    }
}
