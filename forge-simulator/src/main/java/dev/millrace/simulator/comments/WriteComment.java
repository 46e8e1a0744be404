package dev.millrace.simulator.comments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Ids;
import dev.millrace.simulator.hooks.AnnounceEvent;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.pulls.Change;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** Writes and edits comments and announces them as {@code issue_comment}. */
@ApplicationScoped
public class WriteComment {

    private static final int LONGEST = 65_536;

    private final Comments comments;
    private final CommentShape shape;
    private final AnnounceEvent announce;
    private final Ids ids;
    private final Clock clock;

    WriteComment(Comments comments, CommentShape shape, AnnounceEvent announce, Ids ids, Clock clock) {
        this.comments = comments;
        this.shape = shape;
        this.announce = announce;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Comments on a change.
     *
     * @throws GitHubFailure 422 if the text is blank or longer than 65,536 characters
     */
    public Comment handle(HostedRepository repository, Change change, Account author, boolean byApp, String body) {
        check(body);
        Instant now = clock.instant();
        Comment comment = new Comment(ids.next(), repository.id(), change.number(), author, byApp, body, now, now);
        repository.lock().lock();
        try {
            comments.save(comment);
            change.commented(now);
            announce.inRepository("issue_comment", repository, author, payload(repository, change, comment, "created"));
        } finally {
            repository.lock().unlock();
        }
        return comment;
    }

    Comment edit(HostedRepository repository, Change change, Comment comment, Account editor, String body) {
        check(body);
        Comment edited = comment.edited(body, clock.instant());
        repository.lock().lock();
        try {
            comments.save(edited);
            ObjectNode payload = payload(repository, change, edited, "edited");
            payload.putObject("changes").putObject("body").put("from", comment.body());
            announce.inRepository("issue_comment", repository, editor, payload);
        } finally {
            repository.lock().unlock();
        }
        return edited;
    }

    private ObjectNode payload(HostedRepository repository, Change change, Comment comment, String action) {
        ObjectNode payload = Json.object().put("action", action);
        payload.set("issue", shape.issue(repository, change));
        payload.set("comment", shape.full(repository, comment));
        return payload;
    }

    private static void check(String body) {
        if (body.isBlank()) {
            throw GitHubFailure.invalid("IssueComment", "body", "missing_field", "body can't be blank");
        }
        if (body.length() > LONGEST) {
            throw GitHubFailure.invalid(
                    "IssueComment",
                    "body",
                    "invalid",
                    "body is too long (maximum is %d characters)".formatted(LONGEST));
        }
    }
}
