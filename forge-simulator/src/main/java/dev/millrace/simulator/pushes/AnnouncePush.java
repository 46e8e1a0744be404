package dev.millrace.simulator.pushes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.hooks.AnnounceEvent;
import dev.millrace.simulator.hosting.CommitShape;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RefChange;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.rest.Json;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Announces that refs moved: {@code push} for every ref, also {@code create} and {@code delete}, then notifies the
 * followers. As at GitHub, tags of a push with more than three of them are not announced at all, nor are branches of a push
 * with more than 5000.
 */
@ApplicationScoped
public class AnnouncePush {

    private static final int MOST_TAGS = 3;
    private static final int MOST_BRANCHES = 5000;

    private final AnnounceEvent announce;
    private final CommitShape commits;
    private final RepositoryShape repositories;
    private final List<PushFollower> followers;
    private final Clock clock;

    AnnouncePush(
            AnnounceEvent announce,
            CommitShape commits,
            RepositoryShape repositories,
            @All List<PushFollower> followers,
            Clock clock) {
        this.announce = announce;
        this.commits = commits;
        this.repositories = repositories;
        this.followers = followers;
        this.clock = clock;
    }

    /** Announces one push; the repository is locked and the refs have moved. */
    public void handle(HostedRepository repository, Account pusher, List<RefChange> changes) {
        repository.pushed(clock.instant());
        long tags = changes.stream().filter(RefChange::isTag).count();
        long branches = changes.stream().filter(RefChange::isBranch).count();
        for (RefChange change : changes) {
            boolean heard = change.isTag() && tags <= MOST_TAGS || change.isBranch() && branches <= MOST_BRANCHES;
            if (heard) {
                announce(repository, pusher, change, changes);
            }
        }
        followers.forEach(follower -> follower.follow(repository, pusher, changes));
    }

    private void announce(HostedRepository repository, Account pusher, RefChange change, List<RefChange> push) {
        try {
            announce.inRepository("push", repository, pusher, push(repository, pusher, change, push));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (change.isCreation()) {
            ObjectNode payload = named(change)
                    .put("master_branch", repository.defaultBranch())
                    .put("description", repository.description().orElse(null))
                    .put("pusher_type", "user");
            announce.inRepository("create", repository, pusher, payload);
        } else if (change.isDeletion()) {
            announce.inRepository("delete", repository, pusher, named(change).put("pusher_type", "user"));
        }
    }

    private static ObjectNode named(RefChange change) {
        return Json.object().put("ref", change.shortName()).put("ref_type", change.isTag() ? "tag" : "branch");
    }

    private ObjectNode push(HostedRepository repository, Account pusher, RefChange change, List<RefChange> push)
            throws IOException {
        PushedCommits pushed = PushedCommits.of(repository, change, push);
        ObjectNode payload = Json.object()
                .put("ref", change.ref())
                .put("before", change.before().name())
                .put("after", change.after().name())
                .put("created", change.isCreation())
                .put("deleted", change.isDeletion())
                .put("forced", change.forced())
                .put("base_ref", pushed.baseRef().orElse(null))
                .put("compare", repositories.page(repository) + "/compare/" + compared(change));
        ArrayNode list = payload.putArray("commits");
        for (RevCommit commit : pushed.commits()) {
            list.add(commits.pushed(repository, commit, pushed.distinct().contains(commit.getId())));
        }
        Optional<RevCommit> head = PushedCommits.peel(repository, change.after());
        if (head.isPresent()) {
            payload.set("head_commit", commits.pushed(repository, head.get(), true));
        } else {
            payload.putNull("head_commit");
        }
        payload.putObject("pusher").put("name", pusher.login()).put("email", pusher.email());
        return payload;
    }

    private static String compared(RefChange change) {
        if (change.isCreation()) {
            return change.shortName();
        }
        return change.before().abbreviate(12).name() + "..."
                + change.after().abbreviate(12).name();
    }
}
