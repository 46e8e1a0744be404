package dev.millrace.ingest.forge.gitea;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.forge.Reads;
import dev.millrace.ingest.forge.forgejo.ForgejoNormalizer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GiteaNormalizerTest {

    private final Reads gitea = new Reads(new GiteaNormalizer(), Forge.GITEA, "git.example.com:3000");
    private final Reads codeberg = new Reads(new ForgejoNormalizer(), Forge.CODEBERG, "codeberg.org");

    @Test
    void readsAPushWithItsCommitsOldestFirst() {
        RefPushed push = gitea.only(RefPushed.class, "push", Payloads.load("gitea/push"));

        assertThat(push.repository().key()).isEqualTo("git.example.com:3000:140");
        assertThat(push.repository().cloneUrl()).isEqualTo("https://git.example.com:3000/gitea/webhooks.git");
        assertThat(push.ref()).isEqualTo("refs/heads/develop");
        assertThat(push.actor()).contains(new Actor("1", "gitea", Actor.Kind.USER));
        assertThat(push.commits())
                .extracting(RefPushed.PushedCommit::title)
                .containsExactly("Earlier", "Webhooks Yay!");
        assertThat(push.commits())
                .extracting(RefPushed.PushedCommit::authorLogin)
                .containsExactly(Optional.empty(), Optional.of("gitea"));
        assertThat(push.commitCount()).contains(2);
    }

    @Test
    void readsTheFirstPushToAForgejoRepositoryWithSha256() {
        RefPushed push = codeberg.only(RefPushed.class, "push", Payloads.load("forgejo/push_sha256"));

        assertThat(push.repository().key()).isEqualTo("codeberg.org:7001");
        assertThat(push.before()).isEmpty();
        assertThat(push.after().orElseThrow()).hasSize(64);
    }

    @Test
    void announcesATag() {
        RefAnnounced created = gitea.only(RefAnnounced.class, "create", Payloads.load("gitea/create"));
        RefAnnounced deleted = gitea.only(
                RefAnnounced.class,
                "delete",
                Payloads.changed("gitea/create", payload -> payload.put("ref", "refs/tags/v1")));

        assertThat(created.ref()).isEqualTo("refs/tags/v1");
        assertThat(created.created()).isTrue();
        assertThat(created.repository().isPrivate()).isTrue();
        assertThat(deleted.ref()).isEqualTo("refs/tags/v1");
        assertThat(deleted.created()).isFalse();
    }

    @Test
    void readsNewCommitsOfAPullRequestFromAFork() {
        ChangeUpdated change = gitea.only(ChangeUpdated.class, "pull_request", Payloads.load("gitea/pull_request"));

        assertThat(change.action()).isEqualTo(ChangeUpdated.Action.SYNCHRONIZED);
        assertThat(change.number()).isEqualTo(2);
        assertThat(change.draft()).isTrue();
        assertThat(change.fromFork()).isTrue();
        assertThat(change.author()).isEqualTo(new Actor("5", "ada", Actor.Kind.USER));
        assertThat(change.baseSha()).contains("28e1879d029cb852e4844d9c718537df08844e03");
        assertThat(change.labels()).containsExactly("bug");
        assertThat(change.occurredAt()).isEqualTo(Instant.parse("2017-03-13T18:51:58Z"));
    }

    @Test
    void tellsMergedFromClosedAndAcceptsADeletedFork() {
        byte[] merged = Payloads.changed("gitea/pull_request", payload -> {
            payload.put("action", "closed");
            ObjectNode change = (ObjectNode) payload.get("pull_request");
            change.put("merged", true)
                    .put("merge_commit_sha", "ab".repeat(20))
                    .put("merged_at", "2017-03-13T15:00:00Z");
            ((ObjectNode) change.get("head")).putNull("repo").put("repo_id", 0);
        });

        ChangeUpdated change = codeberg.only(ChangeUpdated.class, "pull_request", merged);

        assertThat(change.action()).isEqualTo(ChangeUpdated.Action.MERGED);
        assertThat(change.mergeCommitSha()).contains("ab".repeat(20));
        assertThat(change.mergedAt()).contains(Instant.parse("2017-03-13T15:00:00Z"));
        assertThat(change.fromFork()).isTrue();
        assertThat(codeberg.only(
                                ChangeUpdated.class,
                                "pull_request",
                                Payloads.changed("gitea/pull_request", payload -> payload.put("action", "closed")))
                        .action())
                .isEqualTo(ChangeUpdated.Action.CLOSED);
    }

    @Test
    void readsThatARepositoryWasDeleted() {
        RepositoryUpdated deleted = gitea.only(
                RepositoryUpdated.class,
                "repository",
                Payloads.changed("gitea/create", payload -> payload.put("action", "deleted")));

        assertThat(deleted.action()).isEqualTo(RepositoryUpdated.Action.DELETED);
    }

    @Test
    void ignoresWhatNothingUses() {
        assertThat(gitea.normalize("issues", Payloads.load("gitea/create"))).isEqualTo(new Unused());
        assertThat(gitea.normalize(
                        "pull_request",
                        Payloads.changed("gitea/pull_request", payload -> payload.put("action", "label_updated"))))
                .isEqualTo(new Unused());
    }
}
