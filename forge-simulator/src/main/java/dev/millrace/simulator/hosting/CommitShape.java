package dev.millrace.simulator.hosting;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.account.NodeId;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/** How GitHub describes a commit: briefly in pushes, in full over REST. */
@ApplicationScoped
public class CommitShape {

    private final RepositoryShape repositories;
    private final AccountShape accountShape;
    private final Accounts accounts;

    CommitShape(RepositoryShape repositories, AccountShape accountShape, Accounts accounts) {
        this.repositories = repositories;
        this.accountShape = accountShape;
        this.accounts = accounts;
    }

    /**
     * As one of {@code commits} of a push.
     *
     * @param distinct whether no other branch had it before
     */
    public ObjectNode pushed(HostedRepository repository, RevCommit commit, boolean distinct) throws IOException {
        ObjectNode node = Json.object()
                .put("id", commit.name())
                .put("tree_id", commit.getTree().name())
                .put("distinct", distinct)
                .put("message", commit.getFullMessage())
                .put("timestamp", offsetTime(commit.getCommitterIdent()))
                .put("url", repositories.page(repository) + "/commit/" + commit.name());
        node.set("author", person(commit.getAuthorIdent()));
        node.set("committer", person(commit.getCommitterIdent()));
        ArrayNode added = node.putArray("added");
        ArrayNode removed = node.putArray("removed");
        ArrayNode modified = node.putArray("modified");
        for (DiffEntry file : FileChanges.ofCommit(repository.git(), commit)) {
            if (file.getChangeType() == ChangeType.ADD) {
                added.add(file.getNewPath());
            } else if (file.getChangeType() == ChangeType.DELETE) {
                removed.add(file.getOldPath());
            } else {
                modified.add(file.getNewPath());
            }
        }
        return node;
    }

    /** As a commit over REST. */
    public ObjectNode full(HostedRepository repository, RevCommit commit) {
        String api = repositories.api(repository);
        String page = repositories.page(repository);
        ObjectNode node =
                Json.object().put("sha", commit.name()).put("node_id", NodeId.of("C", repository.id()) + commit.name());
        ObjectNode inner = node.putObject("commit");
        inner.set("author", signature(commit.getAuthorIdent()));
        inner.set("committer", signature(commit.getCommitterIdent()));
        inner.put("message", commit.getFullMessage());
        inner.putObject("tree")
                .put("sha", commit.getTree().name())
                .put("url", api + "/git/trees/" + commit.getTree().name());
        inner.put("url", api + "/git/commits/" + commit.name()).put("comment_count", 0);
        inner.putObject("verification")
                .put("verified", false)
                .put("reason", "unsigned")
                .putNull("signature")
                .putNull("payload")
                .putNull("verified_at");
        node.put("url", api + "/commits/" + commit.name())
                .put("html_url", page + "/commit/" + commit.name())
                .put("comments_url", api + "/commits/" + commit.name() + "/comments");
        node.set(
                "author",
                account(commit.getAuthorIdent()).map(accountShape::user).orElse(null));
        node.set(
                "committer",
                account(commit.getCommitterIdent()).map(accountShape::user).orElse(null));
        ArrayNode parents = node.putArray("parents");
        for (RevCommit parent : List.of(commit.getParents())) {
            parents.addObject()
                    .put("sha", parent.name())
                    .put("url", api + "/commits/" + parent.name())
                    .put("html_url", page + "/commit/" + parent.name());
        }
        return node;
    }

    private ObjectNode person(PersonIdent ident) {
        ObjectNode node = Json.object().put("name", ident.getName()).put("email", ident.getEmailAddress());
        account(ident).ifPresent(account -> node.put("username", account.login()));
        return node;
    }

    private static ObjectNode signature(PersonIdent ident) {
        ObjectNode node = Json.object().put("name", ident.getName()).put("email", ident.getEmailAddress());
        node.set("date", Json.time(ident.getWhenAsInstant()));
        return node;
    }

    private Optional<Account> account(PersonIdent ident) {
        return accounts.list().stream()
                .filter(account -> account.email().equals(ident.getEmailAddress()))
                .findFirst();
    }

    /** GitHub keeps the committer's offset in pushes: {@code 2026-11-20T09:00:00+01:00}. */
    private static String offsetTime(PersonIdent ident) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                OffsetDateTime.ofInstant(ident.getWhenAsInstant(), ident.getZoneId())
                        .truncatedTo(ChronoUnit.SECONDS));
    }
}
