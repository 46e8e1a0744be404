package dev.millrace.simulator.comments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.NodeId;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.hosting.AccountShape;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.pulls.Change;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;

/** How GitHub describes a comment, and the issue side of the change it is on. */
@ApplicationScoped
class CommentShape {

    private final RepositoryShape repositories;
    private final AccountShape accounts;
    private final AppShape apps;

    CommentShape(RepositoryShape repositories, AccountShape accounts, AppShape apps) {
        this.repositories = repositories;
        this.accounts = accounts;
        this.apps = apps;
    }

    ObjectNode full(HostedRepository repository, Comment comment) {
        String url = repositories.api(repository) + "/issues/comments/" + comment.id();
        ObjectNode node = Json.object()
                .put("url", url)
                .put(
                        "html_url",
                        "%s/pull/%d#issuecomment-%d"
                                .formatted(repositories.page(repository), comment.number(), comment.id()))
                .put("issue_url", repositories.api(repository) + "/issues/" + comment.number())
                .put("id", comment.id())
                .put("node_id", comment.nodeId());
        node.set("user", accounts.user(comment.author()));
        node.set("created_at", Json.time(comment.createdAt()));
        node.set("updated_at", Json.time(comment.updatedAt()));
        node.put("author_association", "CONTRIBUTOR").put("body", comment.body());
        node.set("reactions", reactions(url));
        node.set("performed_via_github_app", comment.byApp() ? apps.app() : null);
        return node;
    }

    ObjectNode issue(HostedRepository repository, Change change) {
        String url = repositories.api(repository) + "/issues/" + change.number();
        String page = repositories.page(repository) + "/pull/" + change.number();
        ObjectNode node = Json.object()
                .put("url", url)
                .put("repository_url", repositories.api(repository))
                .put("labels_url", url + "/labels{/name}")
                .put("comments_url", url + "/comments")
                .put("events_url", url + "/events")
                .put("html_url", page)
                .put("id", change.id())
                .put("node_id", change.nodeId())
                .put("number", change.number())
                .put("title", change.title());
        node.set("user", accounts.user(change.author()));
        node.putArray("labels");
        node.put("state", change.isOpen() ? "open" : "closed").put("locked", false);
        node.putNull("assignee");
        node.putArray("assignees");
        node.putNull("milestone").put("comments", change.comments());
        node.set("created_at", Json.time(change.createdAt()));
        node.set("updated_at", Json.time(change.updatedAt()));
        node.set("closed_at", Json.time(change.closedAt().orElse(null)));
        node.put("author_association", "CONTRIBUTOR").putNull("active_lock_reason");
        node.put("draft", change.isDraft());
        ObjectNode pull = node.putObject("pull_request")
                .put("url", repositories.api(repository) + "/pulls/" + change.number())
                .put("html_url", page)
                .put("diff_url", page + ".diff")
                .put("patch_url", page + ".patch");
        pull.set("merged_at", Json.time(change.mergedAt().orElse(null)));
        node.put("body", change.body().isEmpty() ? null : change.body());
        node.set("reactions", reactions(url));
        return node.putNull("state_reason");
    }

    ObjectNode reaction(Reaction reaction) {
        ObjectNode node = Json.object().put("id", reaction.id()).put("node_id", NodeId.of("REA", reaction.id()));
        node.set("user", accounts.user(reaction.author()));
        node.put("content", reaction.content());
        node.set("created_at", Json.time(reaction.createdAt()));
        return node;
    }

    private static ObjectNode reactions(String url) {
        return Json.object()
                .put("url", url + "/reactions")
                .put("total_count", 0)
                .put("+1", 0)
                .put("-1", 0)
                .put("laugh", 0)
                .put("hooray", 0)
                .put("confused", 0)
                .put("heart", 0)
                .put("rocket", 0)
                .put("eyes", 0);
    }
}
