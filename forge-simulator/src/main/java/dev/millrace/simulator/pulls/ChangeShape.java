package dev.millrace.simulator.pulls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.hosting.AccountShape;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.pulls.ChangeDiff.FileDiff;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.lib.ObjectId;

/** How GitHub describes a change and its files. */
@ApplicationScoped
public class ChangeShape {

    private final RepositoryShape repositories;
    private final AccountShape accounts;

    ChangeShape(RepositoryShape repositories, AccountShape accounts) {
        this.repositories = repositories;
        this.accounts = accounts;
    }

    /** As one of a list over REST. */
    ObjectNode listed(HostedRepository repository, Change change) {
        String api = repositories.api(repository) + "/pulls/" + change.number();
        String issue = repositories.api(repository) + "/issues/" + change.number();
        String page = repositories.page(repository) + "/pull/" + change.number();
        String statuses =
                repositories.api(repository) + "/statuses/" + change.headSha().name();
        ObjectNode node = Json.object()
                .put("url", api)
                .put("id", change.id())
                .put("node_id", change.nodeId())
                .put("html_url", page)
                .put("diff_url", page + ".diff")
                .put("patch_url", page + ".patch")
                .put("issue_url", issue)
                .put("number", change.number())
                .put("state", change.isOpen() ? "open" : "closed")
                .put("locked", false)
                .put("title", change.title());
        node.set("user", accounts.user(change.author()));
        node.put("body", change.body().isEmpty() ? null : change.body());
        node.set("created_at", Json.time(change.createdAt()));
        node.set("updated_at", Json.time(change.updatedAt()));
        node.set("closed_at", Json.time(change.closedAt().orElse(null)));
        node.set("merged_at", Json.time(change.mergedAt().orElse(null)));
        node.put("merge_commit_sha", change.mergeCommit().map(ObjectId::name).orElse(null));
        node.putNull("assignee");
        node.putArray("assignees");
        node.putArray("requested_reviewers");
        node.putArray("requested_teams");
        node.putArray("labels");
        node.putNull("milestone");
        node.put("draft", change.isDraft())
                .put("commits_url", api + "/commits")
                .put("review_comments_url", api + "/comments")
                .put("review_comment_url", repositories.api(repository) + "/pulls/comments{/number}")
                .put("comments_url", issue + "/comments")
                .put("statuses_url", statuses);
        node.set("head", side(repository, change.headRef(), change.headSha()));
        node.set("base", side(repository, change.baseRef(), change.baseSha()));
        ObjectNode links = node.putObject("_links");
        links.putObject("self").put("href", api);
        links.putObject("html").put("href", page);
        links.putObject("issue").put("href", issue);
        links.putObject("comments").put("href", issue + "/comments");
        links.putObject("review_comments").put("href", api + "/comments");
        links.putObject("review_comment").put("href", repositories.api(repository) + "/pulls/comments{/number}");
        links.putObject("commits").put("href", api + "/commits");
        links.putObject("statuses").put("href", statuses);
        boolean owner = repository.owner().id() == change.author().id();
        node.put("author_association", owner ? "OWNER" : "CONTRIBUTOR");
        node.putNull("auto_merge").putNull("active_lock_reason");
        return node;
    }

    /** On its own over REST; mergeability is known here. */
    ObjectNode full(HostedRepository repository, Change change) {
        boolean mergeable = change.mergeCommit().isPresent();
        ObjectNode node = inPayload(repository, change);
        if (change.isOpen()) {
            node.put("mergeable", mergeable)
                    .put("rebaseable", mergeable)
                    .put("mergeable_state", mergeable ? "clean" : "dirty");
        }
        return node;
    }

    /** As {@code pull_request} of payloads; GitHub does not know yet whether it can be merged when it sends them. */
    public ObjectNode inPayload(HostedRepository repository, Change change) {
        ObjectNode node = listed(repository, change);
        node.put("merged", change.mergedAt().isPresent()).putNull("mergeable").putNull("rebaseable");
        node.put("mergeable_state", "unknown");
        if (change.mergedBy().isPresent()) {
            Account merger = change.mergedBy().get();
            node.set("merged_by", accounts.user(merger));
        } else {
            node.putNull("merged_by");
        }
        ChangeDiff diff = diff(repository, change);
        return node.put("comments", change.comments())
                .put("review_comments", 0)
                .put("maintainer_can_modify", false)
                .put("commits", diff.commits().size())
                .put("additions", diff.additions())
                .put("deletions", diff.deletions())
                .put("changed_files", diff.files().size());
    }

    ObjectNode file(HostedRepository repository, Change change, FileDiff file) {
        boolean removed = file.entry().getChangeType() == DiffEntry.ChangeType.DELETE;
        String path = removed ? file.entry().getOldPath() : file.entry().getNewPath();
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20");
        String page = repositories.page(repository);
        ObjectNode node = Json.object()
                .put("sha", file.blob().name())
                .put("filename", path)
                .put("status", status(file))
                .put("additions", file.additions())
                .put("deletions", file.deletions())
                .put("changes", file.additions() + file.deletions())
                .put("blob_url", page + "/blob/" + change.headSha().name() + "/" + encoded)
                .put("raw_url", page + "/raw/" + change.headSha().name() + "/" + encoded)
                .put(
                        "contents_url",
                        repositories.api(repository) + "/contents/" + encoded + "?ref="
                                + change.headSha().name());
        file.patch().ifPresent(patch -> node.put("patch", patch));
        if (status(file).equals("renamed")) {
            node.put("previous_filename", file.entry().getOldPath());
        }
        return node;
    }

    ChangeDiff diff(HostedRepository repository, Change change) {
        try {
            return ChangeDiff.of(repository.git(), change.baseSha(), change.headSha());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String status(FileDiff file) {
        return switch (file.entry().getChangeType()) {
            case ADD -> "added";
            case DELETE -> "removed";
            case MODIFY -> "modified";
            case RENAME -> "renamed";
            case COPY -> "copied";
        };
    }

    private ObjectNode side(HostedRepository repository, String ref, ObjectId sha) {
        ObjectNode side = Json.object()
                .put("label", repository.owner().login() + ":" + ref)
                .put("ref", ref)
                .put("sha", sha.name());
        side.set("user", accounts.user(repository.owner()));
        ObjectNode repo = repositories.inPayload(repository);
        repo.put("allow_squash_merge", true)
                .put("allow_merge_commit", true)
                .put("allow_rebase_merge", true)
                .put("allow_auto_merge", false)
                .put("allow_update_branch", false)
                .put("delete_branch_on_merge", false);
        side.set("repo", repo);
        return side;
    }
}
