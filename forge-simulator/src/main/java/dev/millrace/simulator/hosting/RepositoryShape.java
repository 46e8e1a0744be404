package dev.millrace.simulator.hosting;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.rest.ForgeAddress;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;

/** How GitHub describes a repository: once in full over REST, a little different in payloads, and different again in pushes. */
@ApplicationScoped
public class RepositoryShape {

    /** Field and address after {@code /repos/<owner>/<name>}, in GitHub's order; braces are GitHub's own URL templates. */
    private static final String LINKS = """
            forks_url /forks
            keys_url /keys{/key_id}
            collaborators_url /collaborators{/collaborator}
            teams_url /teams
            hooks_url /hooks
            issue_events_url /issues/events{/number}
            events_url /events
            assignees_url /assignees{/user}
            branches_url /branches{/branch}
            tags_url /tags
            blobs_url /git/blobs{/sha}
            git_tags_url /git/tags{/sha}
            git_refs_url /git/refs{/sha}
            trees_url /git/trees{/sha}
            statuses_url /statuses/{sha}
            languages_url /languages
            stargazers_url /stargazers
            contributors_url /contributors
            subscribers_url /subscribers
            subscription_url /subscription
            commits_url /commits{/sha}
            git_commits_url /git/commits{/sha}
            comments_url /comments{/number}
            issue_comment_url /issues/comments{/number}
            contents_url /contents/{+path}
            compare_url /compare/{base}...{head}
            merges_url /merges
            archive_url /{archive_format}{/ref}
            downloads_url /downloads
            issues_url /issues{/number}
            pulls_url /pulls{/number}
            milestones_url /milestones{/number}
            notifications_url /notifications{?since,all,participating}
            labels_url /labels{/name}
            releases_url /releases{/id}
            deployments_url /deployments
            """;

    private final ForgeAddress address;
    private final AccountShape accounts;

    RepositoryShape(ForgeAddress address, AccountShape accounts) {
        this.address = address;
        this.accounts = accounts;
    }

    /** The REST address of the repository. */
    public String api(HostedRepository repository) {
        return address.base() + "/repos/" + repository.fullName();
    }

    /** The address of the repository's page. */
    public String page(HostedRepository repository) {
        return address.base() + "/" + repository.fullName();
    }

    /** {@code id, node_id, name, full_name, private}: how installations list their repositories. */
    public ObjectNode brief(HostedRepository repository) {
        return Json.object()
                .put("id", repository.id())
                .put("node_id", repository.nodeId())
                .put("name", repository.name())
                .put("full_name", repository.fullName())
                .put("private", repository.isPrivate());
    }

    /** As {@code repository} in payloads other than pushes. */
    public ObjectNode inPayload(HostedRepository repository) {
        ObjectNode node = brief(repository);
        node.set("owner", accounts.user(repository.owner()));
        node.put("html_url", page(repository))
                .put("description", repository.description().orElse(null))
                .put("fork", false)
                .put("url", api(repository));
        LINKS.lines().map(line -> line.split(" ")).forEach(link -> node.put(link[0], api(repository) + link[1]));
        node.set("created_at", Json.time(repository.createdAt()));
        node.set("updated_at", Json.time(repository.updatedAt()));
        node.set("pushed_at", Json.time(repository.pushedAt()));
        String host = URI.create(address.base()).getAuthority();
        node.put("git_url", "git://" + host + "/" + repository.fullName() + ".git")
                .put("ssh_url", "git@" + host + ":" + repository.fullName() + ".git")
                .put("clone_url", page(repository) + ".git")
                .put("svn_url", page(repository))
                .putNull("homepage")
                .put("size", 0)
                .put("stargazers_count", 0)
                .put("watchers_count", 0)
                .putNull("language")
                .put("has_issues", true)
                .put("has_projects", true)
                .put("has_downloads", true)
                .put("has_wiki", true)
                .put("has_pages", false)
                .put("has_discussions", false)
                .put("forks_count", 0)
                .putNull("mirror_url")
                .put("archived", repository.isArchived())
                .put("disabled", false)
                .put("open_issues_count", 0)
                .putNull("license")
                .put("allow_forking", true)
                .put("is_template", false)
                .put("web_commit_signoff_required", false);
        node.putArray("topics");
        node.put("visibility", repository.isPrivate() ? "private" : "public")
                .put("forks", 0)
                .put("open_issues", 0)
                .put("watchers", 0)
                .put("default_branch", repository.defaultBranch());
        node.putObject("custom_properties");
        return node;
    }

    /** As {@code repository} in pushes: times are epoch seconds, {@code url} is the page, the owner has a name. */
    public ObjectNode inPush(HostedRepository repository) {
        ObjectNode node = inPayload(repository);
        ObjectNode owner = Json.object()
                .put("name", repository.owner().login())
                .put(
                        "email",
                        repository.owner().isOrganization()
                                ? null
                                : repository.owner().email());
        owner.setAll(accounts.user(repository.owner()));
        node.set("owner", owner);
        node.put("url", page(repository))
                .put("created_at", repository.createdAt().getEpochSecond())
                .put("pushed_at", repository.pushedAt().getEpochSecond())
                .put("stargazers", 0)
                .put("master_branch", repository.defaultBranch());
        if (repository.owner().isOrganization()) {
            node.put("organization", repository.owner().login());
        }
        return node;
    }

    /** As one of a list over REST; {@code permissions} are the caller's. */
    public ObjectNode listed(HostedRepository repository, Map<String, Boolean> permissions) {
        ObjectNode node = inPayload(repository);
        ObjectNode granted = node.putObject("permissions");
        permissions.forEach(granted::put);
        return node;
    }

    /** As the answer to a request for this one repository. */
    public ObjectNode full(HostedRepository repository, Map<String, Boolean> permissions) {
        ObjectNode node = listed(repository, permissions);
        node.put("network_count", 0).put("subscribers_count", 0);
        node.putNull("temp_clone_token");
        if (repository.owner().isOrganization()) {
            node.set("organization", accounts.user(repository.owner()));
        }
        return node;
    }
}
