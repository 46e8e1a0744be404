package dev.millrace.ingest.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.events.Event;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.AuthorizationRevoked;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.CheckRunChanged;
import dev.millrace.events.forge.CheckState.Conclusion;
import dev.millrace.events.forge.CheckState.Status;
import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.events.forge.CommentChanged;
import dev.millrace.events.forge.CommitStatusUpdated;
import dev.millrace.events.forge.DispatchReceived;
import dev.millrace.events.forge.ForeignRunChanged;
import dev.millrace.events.forge.HookDeleted;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Permission;
import dev.millrace.events.forge.MergeGroupChanged;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.ReleaseChanged;
import dev.millrace.events.forge.RepositorySelection;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import java.net.URI;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Reviews, comments, checks, releases and accounts, and the peculiarities of GitHub's payloads. */
class GithubReadersTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void readsAReview() {
        var review = only(ChangeReviewed.class, "pull_request_review", "pull_request_review_submitted");

        assertThat(review.number()).isEqualTo(2);
        assertThat(review.reviewId()).isEqualTo("237895671");
        assertThat(review.verdict()).isEqualTo(ChangeReviewed.Verdict.COMMENTED);
        assertThat(review.headSha()).contains("ec26c3e57ca3a959ca5aad62de7213c562f8c821");
        assertThat(review.occurredAt()).isEqualTo("2019-05-15T15:20:38Z");
    }

    @Test
    void readsAReviewWhoseCommitIsGone() {
        var review = only(
                ChangeReviewed.class,
                "pull_request_review",
                "pull_request_review_submitted",
                json -> at(json, "review").putNull("commit_id"));

        assertThat(review.headSha()).isEmpty();
    }

    @Test
    void distinguishesCommentsOnIssuesAndChanges() {
        var issue = only(CommentChanged.class, "issue_comment", "issue_comment_created");
        var change = only(
                CommentChanged.class,
                "issue_comment",
                "issue_comment_created",
                json -> at(json, "issue").putObject("pull_request").put("url", "https://api.github.com/x"));
        var review = only(CommentChanged.class, "pull_request_review_comment", "pull_request_review_comment_created");

        assertThat(issue.kind()).isEqualTo(CommentChanged.Kind.ISSUE);
        assertThat(issue.body()).isNotEmpty();
        assertThat(issue.open()).isTrue();
        assertThat(change.kind()).isEqualTo(CommentChanged.Kind.CHANGE);
        assertThat(review.kind()).isEqualTo(CommentChanged.Kind.REVIEW);
        assertThat(review.number()).isEqualTo(2);
    }

    @Test
    void keepsALongCommentUnderTheLimitOfKafka() {
        var comment = only(
                CommentChanged.class,
                "issue_comment",
                "issue_comment_created",
                json -> at(json, "comment").put("body", "\uD83D\uDE80".repeat(65_536)));

        assertThat(comment.bodyTruncated()).isTrue();
        assertThat(new EventCodec(URI.create("/test")).write(comment).value().length)
                .isLessThan(500_000);
    }

    @Test
    void replacesNulsThatNoDatabaseStores() {
        var comment = only(
                CommentChanged.class,
                "issue_comment",
                "issue_comment_created",
                json -> at(json, "comment").put("body", "a\0b"));

        assertThat(comment.body()).isEqualTo("a\uFFFDb");
    }

    @Test
    void readsARequestForChecksOfAForkWithoutBranchAndStatus() {
        var suite = only(
                CheckSuiteChanged.class,
                "check_suite",
                "check_suite_requested",
                json -> at(json, "check_suite").putNull("head_branch").putNull("status"));

        assertThat(suite.action()).isEqualTo(CheckSuiteChanged.Action.REQUESTED);
        assertThat(suite.headBranch()).isEmpty();
        assertThat(suite.state().status()).isEmpty();
        assertThat(suite.state().conclusion()).isEmpty();
        assertThat(suite.occurredAt()).isEqualTo(RECEIVED);
    }

    @Test
    void readsWhatTheBranchOfARequestedSuiteWasBefore() {
        var moved = only(CheckSuiteChanged.class, "check_suite", "check_suite_requested");
        var created = only(
                CheckSuiteChanged.class,
                "check_suite",
                "check_suite_requested",
                json -> at(json, "check_suite").put("before", "0".repeat(40)));
        var unknown = only(
                CheckSuiteChanged.class,
                "check_suite",
                "check_suite_requested",
                json -> at(json, "check_suite").putNull("before"));

        assertThat(moved.before()).contains("6113728f27ae82c7b1a177c8d03f9e96e0adf246");
        assertThat(created.before()).isEmpty();
        assertThat(unknown.before()).isEmpty();
    }

    @Test
    void readsTheButtonOfACheckRun() {
        var run = only(CheckRunChanged.class, "check_run", "check_run_requested_action");

        assertThat(run.runId()).isEqualTo("1494503112");
        assertThat(run.name()).isEqualTo("API Review");
        assertThat(run.button()).contains("lgtm|26764");
        assertThat(run.state().status()).contains(Status.IN_PROGRESS);
    }

    @Test
    void keepsWordsThatGithubAddsLater() {
        var run = only(
                CheckRunChanged.class,
                "check_run",
                "check_run_requested_action",
                json -> at(json, "check_run").put("status", "levitating").put("conclusion", "startup_failure"));
        var status = only(CommitStatusUpdated.class, "status", "status", json -> json.put("state", "unknown"));

        assertThat(run.state().status()).contains(Status.UNKNOWN);
        assertThat(run.state().unknownStatus()).contains("levitating");
        assertThat(run.state().conclusion()).contains(Conclusion.STARTUP_FAILURE);
        assertThat(run.state().unknownConclusion()).isEmpty();
        assertThat(status.state()).isEqualTo(CommitStatusUpdated.State.UNKNOWN);
        assertThat(status.unknownState()).contains("unknown");
    }

    @Test
    void readsACommitStatusWithOffsetInItsTime() {
        var status = only(CommitStatusUpdated.class, "status", "status");

        assertThat(status.statusId()).isEqualTo("6805126730");
        assertThat(status.context()).isEqualTo("default");
        assertThat(status.state()).isEqualTo(CommitStatusUpdated.State.SUCCESS);
        assertThat(status.branches()).contains("master");
        assertThat(status.occurredAt()).isEqualTo("2019-05-15T15:20:55Z");
    }

    @Test
    void readsAMergeGroupUnlessItsRepositoryIsMissing() {
        var group = only(
                MergeGroupChanged.class,
                "merge_group",
                "merge_group_checks_requested",
                json -> json.put("action", "destroyed")
                        .put("reason", "invalidated")
                        .remove("sender"));

        assertThat(group.action()).isEqualTo(MergeGroupChanged.Action.DESTROYED);
        assertThat(group.headSha()).isEqualTo("2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d");
        assertThat(group.reason()).contains("invalidated");
        assertThat(group.actor()).isEmpty();
        assertThat(changed("merge_group", "merge_group_checks_requested", json -> json.remove("repository")))
                .isEqualTo(new Unused());
    }

    @Test
    void readsRunsAndJobsOfGithubActions() {
        var run = only(
                ForeignRunChanged.class,
                "workflow_run",
                "workflow_run_completed",
                json -> ((ObjectNode) json.get("workflow_run")).put("status", "completed"));
        var job = only(ForeignRunChanged.class, "workflow_job", "workflow_job_queued");

        assertThat(run.kind()).isEqualTo(ForeignRunChanged.Kind.RUN);
        assertThat(run.jobId()).isEmpty();
        assertThat(run.state().status()).contains(Status.COMPLETED);
        assertThat(job.kind()).isEqualTo(ForeignRunChanged.Kind.JOB);
        assertThat(job.runId()).isEqualTo("2202229078");
        assertThat(job.jobId()).contains("289782451");
        assertThat(job.workflow()).contains("CodeQL");
        assertThat(job.state().status()).contains(Status.QUEUED);
    }

    @Test
    void readsAReleaseAndARepositoryThatBecamePublic() {
        var release = only(ReleaseChanged.class, "release", "release_published");
        var published = only(RepositoryUpdated.class, "public", "public");

        assertThat(release.action()).isEqualTo(ReleaseChanged.Action.PUBLISHED);
        assertThat(release.tag()).isNotEmpty();
        assertThat(release.draft()).isFalse();
        assertThat(published.action()).isEqualTo(RepositoryUpdated.Action.PUBLICIZED);
    }

    @Test
    void passesOnWhatADispatchContains() {
        var dispatch = only(
                DispatchReceived.class,
                "repository_dispatch",
                "repository_dispatch",
                json -> at(json, "client_payload").put("added", 1).put("body", "kept"));
        var large = only(
                DispatchReceived.class,
                "repository_dispatch",
                "repository_dispatch",
                json -> at(json, "client_payload").put("body", "\"".repeat(200_000)));

        assertThat(dispatch.name()).isEqualTo("on-demand-test");
        assertThat(dispatch.branch()).contains("master");
        assertThat(dispatch.payload()).contains("{\"added\":1,\"body\":\"kept\"}");
        assertThat(large.payload()).isEmpty();
    }

    @Test
    void reportsThatPermissionsMayHaveChanged() {
        var collaborator = only(AccessChanged.class, "member", "member_added");
        var member = only(AccessChanged.class, "membership", "membership_removed");
        var team = only(AccessChanged.class, "team", "team_created", json -> json.put("action", "levitated"));
        var organization = only(AccessChanged.class, "organization", "organization_member_added");

        assertThat(collaborator.kind()).isEqualTo(AccessChanged.Kind.COLLABORATOR);
        assertThat(collaborator.repositoryId()).isPresent();
        assertThat(collaborator.member()).isPresent();
        assertThat(member.kind()).isEqualTo(AccessChanged.Kind.TEAM_MEMBER);
        assertThat(member.action()).isEqualTo("removed");
        assertThat(team.action()).isEqualTo("levitated");
        assertThat(team.teamId()).isPresent();
        assertThat(organization.member()).isPresent();
        assertThat(organization.key()).isEqualTo("github.com:" + organization.accountId());
    }

    @Test
    void readsWhatWasWithdrawn() {
        var revoked = only(AuthorizationRevoked.class, "github_app_authorization", "github_app_authorization_revoked");
        var hook = only(HookDeleted.class, "meta", "meta_deleted");

        assertThat(revoked.key()).isEqualTo("github.com:" + revoked.account().id());
        assertThat(hook.hookId()).isEqualTo("101047067");
        assertThat(hook.scope()).contains("Repository");
        assertThat(hook.key()).isEqualTo("github.com:21031067");
    }

    @Test
    void readsWhatAnInstallationMayDo() {
        var created = only(
                InstallationChanged.class,
                "installation",
                "installation_created",
                json -> at(json, "installation")
                        .put("repository_selection", "all")
                        .put("suspended_at", 1_600_000_000)
                        .put("updated_at", 1_600_000_007)
                        .putObject("permissions")
                        .put("contents", "read")
                        .put("checks", "write"));

        assertThat(created.accountType()).isEqualTo(AccountType.USER);
        assertThat(created.selection()).isEqualTo(RepositorySelection.ALL);
        assertThat(created.permissions())
                .containsExactly(new Permission("checks", "write"), new Permission("contents", "read"));
        assertThat(created.suspendedAt()).contains(Instant.ofEpochSecond(1_600_000_000));
        assertThat(created.asOf()).contains(Instant.ofEpochSecond(1_600_000_007));
    }

    @Test
    void keepsAMergedChangeMergedWhenItIsLabeled() {
        var labeled = only(
                ChangeUpdated.class,
                "pull_request",
                "pull_request_labeled",
                json -> at(json, "pull_request")
                        .put("merged", true)
                        .put("merged_at", "2019-05-15T15:21:18Z")
                        .put("merge_commit_sha", "c4295bd74fb0f4fda03689c3df3f2803b658fd85"));

        assertThat(labeled.action()).isEqualTo(ChangeUpdated.Action.LABELED);
        assertThat(labeled.mergeCommitSha()).isPresent();
        assertThat(labeled.mergedAt()).isPresent();
    }

    @Test
    void readsBothFormsOfAnInstallation() {
        var shortForm = only(RefPushed.class, "push", "push_branch_created");
        var longForm = only(
                RefPushed.class,
                "push",
                "push_branch_created",
                json -> json.putObject("installation")
                        .put("id", 7)
                        .put("created_at", "2019-05-15T15:21:18.000+02:00")
                        .putObject("account")
                        .put("id", 9));
        var none = only(RefPushed.class, "push", "push_branch_created", json -> json.remove("installation"));

        assertThat(shortForm.installationId()).contains("1");
        assertThat(longForm.installationId()).contains("7");
        assertThat(none.installationId()).isEmpty();
        assertThat(shortForm.repository().ownerId()).contains("21031067");
    }

    @Test
    void namesTheFieldThatIsMissing() {
        assertThat(changed(
                        "check_run",
                        "check_run_requested_action",
                        json -> at(json, "check_run").remove("name")))
                .isEqualTo(new NotNormalizable("check_run: check_run.name is missing"));
        assertThat(changed(
                        "issue_comment",
                        "issue_comment_created",
                        json -> at(json, "issue").remove("number")))
                .isEqualTo(new NotNormalizable("issue_comment: issue.number is missing"));
    }

    private static ObjectNode at(ObjectNode json, String name) {
        return (ObjectNode) json.get(name);
    }

    private static <E extends Event> E only(Class<E> type, String event, String payload) {
        return only(type, event, payload, json -> {});
    }

    private static <E extends Event> E only(Class<E> type, String event, String payload, Consumer<ObjectNode> change) {
        var events = assertThat(changed(event, payload, change))
                .asInstanceOf(type(Normalized.class))
                .actual()
                .events();
        assertThat(events).hasSize(1);
        return type.cast(events.getFirst());
    }

    private static Normalization changed(String event, String payload, Consumer<ObjectNode> change) {
        var delivered = new Delivered("github.com", "guid-1", event, RECEIVED);
        return new GithubNormalizer().normalize(delivered, Payloads.changed(payload, change));
    }
}
