package dev.millrace.simulator.comments;

import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** All comments by id. */
@ApplicationScoped
public class Comments {

    private final Map<Long, Comment> byId = new ConcurrentSkipListMap<>();

    void save(Comment comment) {
        byId.put(comment.id(), comment);
    }

    /**
     * The comment of this id.
     *
     * @throws GitHubFailure 404 if the repository has no such comment
     */
    Comment load(HostedRepository repository, long id) {
        Comment comment = byId.get(id);
        if (comment == null || comment.repositoryId() != repository.id()) {
            throw GitHubFailure.notFound();
        }
        return comment;
    }

    /** The comments on a change, oldest first. */
    List<Comment> of(HostedRepository repository, int number) {
        return byId.values().stream()
                .filter(comment -> comment.repositoryId() == repository.id() && comment.number() == number)
                .toList();
    }

    public void clear() {
        byId.clear();
    }
}
