package dev.millrace.simulator.statuses;

import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** All commit statuses in the order in which they were added. */
@ApplicationScoped
public class CommitStatuses {

    private static final int MOST_OF_ONE_CONTEXT = 1000;

    private final List<CommitStatus> statuses = new ArrayList<>();

    synchronized void add(CommitStatus status) {
        long before = statuses.stream()
                .filter(known -> known.repositoryId() == status.repositoryId()
                        && known.headSha().equals(status.headSha())
                        && known.context().equalsIgnoreCase(status.context()))
                .count();
        if (before >= MOST_OF_ONE_CONTEXT) {
            throw GitHubFailure.invalid(
                    "Status", "sha", "custom", "This SHA and context has reached the maximum number of statuses.");
        }
        statuses.add(status);
    }

    /** The statuses of a commit, newest first. */
    synchronized List<CommitStatus> of(HostedRepository repository, String headSha) {
        return statuses.stream()
                .filter(status -> status.repositoryId() == repository.id()
                        && status.headSha().equals(headSha))
                .toList()
                .reversed();
    }

    public synchronized void clear() {
        statuses.clear();
    }
}
