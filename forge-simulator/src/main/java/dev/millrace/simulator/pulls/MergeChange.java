package dev.millrace.simulator.pulls;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.hosting.Commits;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.WriteCommit;
import dev.millrace.simulator.pushes.MoveRef;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

/** Merges a change into its base; announced as a push to the base and a closed change. */
@ApplicationScoped
public class MergeChange {

    /** How the commits get into the base: under a merge commit, or as one new commit. */
    public enum Method {
        MERGE,
        SQUASH
    }

    private final ChangeLife life;
    private final MoveRef moveRef;
    private final Clock clock;

    MergeChange(ChangeLife life, MoveRef moveRef, Clock clock) {
        this.life = life;
        this.moveRef = moveRef;
        this.clock = clock;
    }

    /**
     * Merges; the repository is locked.
     *
     * @throws GitHubFailure 422 if it is not open, 405 if it conflicts with the base
     */
    public MoveRef.Moved handle(HostedRepository repository, Account merger, Change change, Method method) {
        ChangeLife.requireOpen(change);
        String base = Constants.R_HEADS + change.baseRef();
        ObjectId baseSha = Commits.load(repository, base);
        try {
            ObjectId tree = TrialMerge.tree(repository.git(), baseSha, change.headSha())
                    .orElseThrow(() -> GitHubFailure.of(405, "Pull Request is not mergeable"));
            PersonIdent author = new PersonIdent(merger.login(), merger.email(), clock.instant(), clock.getZone());
            ObjectId commit = switch (method) {
                case MERGE ->
                    WriteCommit.ofTree(
                            repository.git(),
                            tree,
                            List.of(baseSha, change.headSha()),
                            author,
                            "Merge pull request #%d from %s/%s\n\n%s"
                                    .formatted(
                                            change.number(),
                                            repository.owner().login(),
                                            change.headRef(),
                                            change.title()));
                case SQUASH ->
                    WriteCommit.ofTree(
                            repository.git(),
                            tree,
                            List.of(baseSha),
                            author,
                            "%s (#%d)".formatted(change.title(), change.number()));
            };
            // merged before the base moves, so that following the push does not find it still open
            change.moved(change.headSha(), baseSha, clock.instant());
            change.merged(merger, commit, clock.instant());
            MoveRef.Moved moved = moveRef.handle(repository, merger, new MoveRef.RefMove(base, commit, false));
            life.announce(repository, merger, change, "closed");
            return moved;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
