package dev.millrace.ingest.delivery;

import java.util.Set;

/**
 * Names of events as labels of a metric: those that GitHub documents, those of other forges that are used, and one for all
 * others.
 */
public final class EventLabel {

    private static final Set<String> KNOWN = Set.of(
            "Deployment Hook",
            "Merge Request Hook",
            "Push Hook",
            "System Hook",
            "Tag Push Hook",
            "diagnostics:ping",
            "pr:declined",
            "pr:deleted",
            "pr:from_ref_updated",
            "pr:merged",
            "pr:opened",
            "pr:reopened",
            "pullrequest:created",
            "pullrequest:fulfilled",
            "pullrequest:rejected",
            "pullrequest:updated",
            "repo:created",
            "repo:deleted",
            "repo:modified",
            "repo:push",
            "repo:refs_changed",
            "repo:transfer",
            "repo:updated",
            "GIT_POST_RECEIVE",
            "REPO_CREATED",
            "REPO_DELETED",
            "REPO_UPDATE",
            "branch_protection_rule",
            "change",
            "check_run",
            "check_suite",
            "commit_comment",
            "create",
            "delete",
            "deployment",
            "deployment_status",
            "fork",
            "github_app_authorization",
            "installation",
            "installation_repositories",
            "installation_target",
            "issue_comment",
            "issues",
            "label",
            "member",
            "membership",
            "merge_group",
            "meta",
            "milestone",
            "organization",
            "ping",
            "public",
            "pull_request",
            "pull_request_review",
            "pull_request_review_comment",
            "pull_request_review_thread",
            "push",
            "release",
            "repository",
            "repository_dispatch",
            "star",
            "status",
            "team",
            "team_add",
            "watch",
            "workflow_dispatch",
            "workflow_job",
            "workflow_run");

    private EventLabel() {}

    /** The event itself, or {@code other}: a caller who can sign must not be able to fill the metrics. */
    public static String of(String event) {
        return KNOWN.contains(event) ? event : "other";
    }
}
