package dev.millrace.ingest.forge.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.events.EventIds;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.forge.Reads;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitlabNormalizerTest {

    private static final String COMMIT = "da1560886d4f094c3e6c9ef40349f7d38b5d27d7";
    private static final String ZERO = "0".repeat(40);

    private final Reads gitlab = new Reads(new GitlabNormalizer(), Forge.GITLAB, "example.com");

    @Test
    void readsAPush() {
        RefPushed push = gitlab.only(RefPushed.class, "Push Hook", Payloads.load("gitlab/push"));

        assertThat(push.eventId()).isEqualTo(EventIds.of("example.com", "guid-1", 0));
        assertThat(push.repository())
                .isEqualTo(new ForgeRepository(
                        "example.com",
                        "15",
                        "mike/diaspora",
                        "https://example.com/mike/diaspora.git",
                        "master",
                        true,
                        false));
        assertThat(push.installationId()).isEmpty();
        assertThat(push.actor()).contains(new Actor("4", "jsmith", Actor.Kind.USER));
        assertThat(push.ref()).isEqualTo("refs/heads/master");
        assertThat(push.before()).contains("95790bf891e76fee5e1747ab589903a6a1f80f22");
        assertThat(push.after()).contains(COMMIT);
        assertThat(push.occurredAt()).isEqualTo(Reads.RECEIVED);
    }

    @Test
    void countsTheCommitsThatThePushDoesNotList() {
        RefPushed push = gitlab.only(RefPushed.class, "Push Hook", Payloads.load("gitlab/push"));

        assertThat(push.commitCount()).contains(24);
        assertThat(push.commits())
                .extracting(RefPushed.PushedCommit::title)
                .containsExactly("Update Catalan translation to e38cb41.", "fixed readme");
        assertThat(push.commits().getLast().coAuthors()).containsExactly("Ada <ada@example.com>");
        assertThat(push.commits().getLast().committedAt()).isEqualTo(Instant.parse("2012-01-03T21:36:29Z"));
    }

    @Test
    void readsATagOfAProjectInASubgroupWithoutDefaultBranch() {
        RefPushed tag = gitlab.only(RefPushed.class, "Tag Push Hook", Payloads.load("gitlab/tag_push"));

        assertThat(tag.ref()).isEqualTo("refs/tags/v1.0.0");
        assertThat(tag.before()).isEmpty();
        assertThat(tag.repository().fullName()).isEqualTo("jsmith/tools/example");
        assertThat(tag.repository().defaultBranch()).isEqualTo("main");
        assertThat(tag.repository().isPrivate()).isFalse();
    }

    @Test
    void readsTheDeletionOfABranchAndAcceptsSha256() {
        RefPushed deletion = gitlab.only(RefPushed.class, "Push Hook", Payloads.changed("gitlab/push", push -> {
            push.put("before", "ab".repeat(32));
            push.put("after", "0".repeat(64));
            push.putNull("checkout_sha");
            push.putArray("commits");
        }));

        assertThat(deletion.before()).contains("ab".repeat(32));
        assertThat(deletion.after()).isEmpty();
    }

    @Test
    void takesTheAddressOfTheConnectionWhereGitlabKnowsItselfByAnother() {
        RefPushed push = new Reads(new GitlabNormalizer(), Forge.GITLAB, "git.example.org:8443")
                .only(RefPushed.class, "Push Hook", Payloads.load("gitlab/push"));

        assertThat(push.repository().cloneUrl()).isEqualTo("https://git.example.org:8443/mike/diaspora.git");
    }

    @Test
    void readsAMergeRequestFromAFork() {
        ChangeUpdated change =
                gitlab.only(ChangeUpdated.class, "Merge Request Hook", Payloads.load("gitlab/merge_request"));

        assertThat(change.action()).isEqualTo(ChangeUpdated.Action.OPENED);
        assertThat(change.number()).isEqualTo(7);
        assertThat(change.author()).isEqualTo(new Actor("51", "author51", Actor.Kind.USER));
        assertThat(change.actor()).contains(new Actor("1", "root", Actor.Kind.USER));
        assertThat(change.baseRef()).isEqualTo("master");
        assertThat(change.baseSha()).isEmpty();
        assertThat(change.headRef()).isEqualTo("ms-viewport");
        assertThat(change.headSha()).isEqualTo(COMMIT);
        assertThat(change.fromFork()).isTrue();
        assertThat(change.labels()).containsExactly("API");
        assertThat(change.createdAt()).isEqualTo(Instant.parse("2013-12-03T17:23:34Z"));
        assertThat(change.occurredAt()).isEqualTo(Instant.parse("2013-12-03T17:25:00Z"));
        assertThat(change.mergedAt()).isEmpty();
    }

    @Test
    void readsAMerge() {
        String merge = "ab".repeat(20);
        ChangeUpdated change = mergeRequest(attributes -> {
            attributes.put("action", "merge");
            attributes.put("merge_commit_sha", merge);
            attributes.put("updated_at", "2013-12-03 17:26:00 UTC");
        });

        assertThat(change.action()).isEqualTo(ChangeUpdated.Action.MERGED);
        assertThat(change.mergeCommitSha()).contains(merge);
        assertThat(change.mergedAt()).contains(Instant.parse("2013-12-03T17:26:00Z"));
        assertThat(change.closedAt()).isEqualTo(change.mergedAt());
    }

    @Test
    void takesTheHeadForAMergeWithoutMergeCommit() {
        assertThat(mergeRequest(attributes -> attributes.put("action", "merge")).mergeCommitSha())
                .contains(COMMIT);
    }

    @ParameterizedTest
    @CsvSource({"reopen,REOPENED", "close,CLOSED"})
    void readsOtherActions(String action, ChangeUpdated.Action expected) {
        assertThat(mergeRequest(attributes -> attributes.put("action", action)).action())
                .isEqualTo(expected);
    }

    @Test
    void readsAnUpdateOnlyIfItHasNewCommits() {
        assertThat(mergeRequest(attributes -> attributes.put("action", "update").put("oldrev", "cd".repeat(20)))
                        .action())
                .isEqualTo(ChangeUpdated.Action.SYNCHRONIZED);
        assertThat(gitlab.normalize("Merge Request Hook", changed(attributes -> attributes.put("action", "update"))))
                .isEqualTo(new Unused());
        assertThat(gitlab.normalize("Merge Request Hook", changed(attributes -> attributes.put("action", "approved"))))
                .isEqualTo(new Unused());
    }

    @Test
    void readsADeployment() {
        var status = gitlab.only(DeploymentStatusChanged.class, "Deployment Hook", Payloads.load("gitlab/deployment"));

        assertThat(status.deploymentId()).isEqualTo("15");
        assertThat(status.statusId()).isEqualTo("15-success");
        assertThat(status.state()).isEqualTo(DeploymentStatusChanged.State.SUCCESS);
        assertThat(status.environment()).isEqualTo("staging");
        assertThat(status.sha()).isEqualTo("279484c09fbe69ededfced8c1bb6e6d24616b468");
        assertThat(status.occurredAt()).isEqualTo(Instant.parse("2021-04-28T19:50:00Z"));
        assertThat(status.repository().cloneUrl()).isEqualTo("https://example.com/root/test-deployment-webhooks.git");
    }

    @Test
    void readsARenameFromASystemHook() {
        var renamed = gitlab.only(RepositoryUpdated.class, "System Hook", Payloads.load("gitlab/project_rename"));

        assertThat(renamed.action()).isEqualTo(RepositoryUpdated.Action.RENAMED);
        assertThat(renamed.repository().key()).isEqualTo("example.com:73");
        assertThat(renamed.repository().fullName()).isEqualTo("jsmith/underscore");
        assertThat(renamed.previousFullName()).contains("jsmith/overscore");
    }

    @Test
    void ignoresWhatNothingUsesAndNamesWhatIsMissing() {
        assertThat(gitlab.normalize("Note Hook", "{\"object_kind\":\"note\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Unused());
        assertThat(gitlab.normalize("Push Hook", Payloads.changed("gitlab/push", push -> push.putNull("project"))))
                .isEqualTo(new NotNormalizable("Push Hook: project.path_with_namespace is missing"));
        assertThat(gitlab.normalize(
                        "Push Hook",
                        Payloads.changed(
                                "gitlab/push", push -> push.put("before", ZERO).put("after", ZERO))))
                .isEqualTo(new NotNormalizable("Push Hook: before and after are both zero"));
        assertThat(gitlab.normalize("Push Hook", Payloads.changed("gitlab/push", push -> push.put("after", "xyz"))))
                .isEqualTo(new NotNormalizable("Push Hook: after is not an object id"));
    }

    private ChangeUpdated mergeRequest(Consumer<ObjectNode> change) {
        return gitlab.only(ChangeUpdated.class, "Merge Request Hook", changed(change));
    }

    private static byte[] changed(Consumer<ObjectNode> change) {
        return Payloads.changed(
                "gitlab/merge_request", payload -> change.accept((ObjectNode) payload.get("object_attributes")));
    }
}
