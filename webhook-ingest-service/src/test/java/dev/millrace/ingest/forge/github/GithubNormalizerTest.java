package dev.millrace.ingest.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GithubNormalizerTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T10:00:00Z");
    private static final ForgeRepository HELLO = new ForgeRepository(
            "github.com",
            "186853002",
            "Codertocat/Hello-World",
            "https://github.com/Codertocat/Hello-World.git",
            "master",
            false,
            false,
            Optional.of("21031067"));
    private static final Actor CODERTOCAT = new Actor("21031067", "Codertocat", Actor.Kind.USER);

    @Test
    void readsAPushThatCreatesABranch() {
        RefPushed push = only(RefPushed.class, "push", Payloads.load("push_branch_created"));

        assertThat(push.eventId()).isEqualTo(EventIds.of("github.com", "guid-1", 0));
        assertThat(push.repository()).isEqualTo(HELLO);
        assertThat(push.installationId()).contains("1");
        assertThat(push.actor()).contains(CODERTOCAT);
        assertThat(push.ref()).isEqualTo("refs/heads/master");
        assertThat(push.before()).isEmpty();
        assertThat(push.after()).contains("6113728f27ae82c7b1a177c8d03f9e96e0adf246");
        assertThat(push.commits()).singleElement().satisfies(commit -> {
            assertThat(commit.title()).isEqualTo("Initial commit");
            assertThat(commit.authorLogin()).contains("Codertocat");
            assertThat(commit.committedAt()).isEqualTo("2019-05-15T15:19:25Z");
        });
        assertThat(push.occurredAt()).isEqualTo(RECEIVED);
    }

    @Test
    void readsAPushThatDeletesATag() {
        RefPushed push = only(RefPushed.class, "push", Payloads.load("push_tag_deleted"));

        assertThat(push.ref()).isEqualTo("refs/tags/simple-tag");
        assertThat(push.before()).contains("6113728f27ae82c7b1a177c8d03f9e96e0adf246");
        assertThat(push.after()).isEmpty();
        assertThat(push.installationId()).isEmpty();
    }

    @Test
    void readsAForcedPushWithoutSender() {
        RefPushed push = only(RefPushed.class, "push", Payloads.changed("push_branch_created", json -> {
            json.put("before", "ec26c3e57ca3a959ca5aad62de7213c562f8c821").put("forced", true);
            json.remove("sender");
        }));

        assertThat(push.forced()).isTrue();
        assertThat(push.before()).contains("ec26c3e57ca3a959ca5aad62de7213c562f8c821");
        assertThat(push.actor()).isEmpty();
    }

    @Test
    void keepsTheLongestPushUnderTheLimitOfKafka() {
        byte[] payload = Payloads.changed("push_branch_created", json -> {
            var commits = (ArrayNode) json.get("commits");
            ObjectNode commit = (ObjectNode) commits.get(0);
            commit.put(
                    "message",
                    "\uD83D\uDE80".repeat(5_000) + "\n\nmore\n\n" + "Co-authored-by: \uD83D\uDE80 <a@b>\n".repeat(50));
            commits.removeAll();
            for (int i = 0; i < 2_048; i++) {
                commits.add(commit.deepCopy());
            }
        });

        RefPushed push = only(RefPushed.class, "push", payload);

        assertThat(push.commits()).hasSize(2_048);
        assertThat(push.commits().getFirst().coAuthors()).hasSize(10);
        assertThat(push.commits().getLast().coAuthors()).isEmpty();
        assertThat(push.commits().getFirst().title()).isEqualTo("\uD83D\uDE80".repeat(20));
        assertThat(new EventCodec(URI.create("/test")).write(push).value().length)
                .isLessThan(1_000_000);
    }

    @Test
    void givesCreatedAndDeletedRefsTheirFullName() {
        RefAnnounced created = only(RefAnnounced.class, "create", Payloads.load("create_tag"));
        RefAnnounced deleted = only(
                RefAnnounced.class,
                "delete",
                Payloads.changed(
                        "delete_tag", json -> json.put("ref_type", "branch").put("ref", "feature/x")));

        assertThat(created.ref()).isEqualTo("refs/tags/simple-tag");
        assertThat(created.created()).isTrue();
        assertThat(deleted.ref()).isEqualTo("refs/heads/feature/x");
        assertThat(deleted.created()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "pull_request_opened, OPENED",
        "pull_request_synchronize, SYNCHRONIZED",
        "pull_request_reopened, REOPENED",
        "pull_request_labeled, LABELED",
        "pull_request_closed, CLOSED"
    })
    void readsWhatHappenedToAChange(String payload, ChangeUpdated.Action action) {
        ChangeUpdated change = only(ChangeUpdated.class, "pull_request", Payloads.load(payload));

        assertThat(change.action()).isEqualTo(action);
        assertThat(change.number()).isEqualTo(2);
        assertThat(change.repository().id()).isEqualTo("186853002");
        assertThat(change.author()).isEqualTo(CODERTOCAT);
        assertThat(change.baseRef()).isEqualTo("master");
        assertThat(change.headRef()).isEqualTo("changes");
        assertThat(change.headSha()).isEqualTo("ec26c3e57ca3a959ca5aad62de7213c562f8c821");
        assertThat(change.fromFork()).isFalse();
        assertThat(change.mergeCommitSha()).isEmpty();
        assertThat(change.createdAt()).isEqualTo("2019-05-15T15:20:33Z");
        assertThat(change.webUrl()).isEqualTo("https://github.com/Codertocat/Hello-World/pull/2");
    }

    @Test
    void distinguishesAMergeFromAClose() {
        ChangeUpdated change = only(
                ChangeUpdated.class,
                "pull_request",
                Payloads.changed(
                        "pull_request_closed",
                        json -> pull(json).put("merged", true).put("merged_at", "2019-05-15T17:21:18+02:00")));

        assertThat(change.action()).isEqualTo(ChangeUpdated.Action.MERGED);
        assertThat(change.mergeCommitSha()).contains("c4295bd74fb0f4fda03689c3df3f2803b658fd85");
        assertThat(change.mergedAt()).contains(Instant.parse("2019-05-15T15:21:18Z"));
        assertThat(change.labels()).containsExactly("bug");
        assertThat(change.occurredAt()).isEqualTo("2019-05-15T15:21:18Z");
    }

    @Test
    void readsAChangeWhoseForkAndAuthorAreGone() {
        ChangeUpdated change =
                only(ChangeUpdated.class, "pull_request", Payloads.changed("pull_request_opened", json -> {
                    pull(json).putNull("user");
                    ((ObjectNode) pull(json).get("head")).putNull("repo");
                }));

        assertThat(change.fromFork()).isTrue();
        assertThat(change.author().login()).isEqualTo("ghost");
    }

    @Test
    void readsAnInstallationWithItsRepositories() {
        InstallationChanged created =
                only(InstallationChanged.class, "installation", Payloads.load("installation_created"));

        assertThat(created.action()).isEqualTo(InstallationChanged.Action.CREATED);
        assertThat(created.installationId()).isEqualTo("957387");
        assertThat(created.accountId()).isEqualTo("21031067");
        assertThat(created.accountLogin()).isEqualTo("Codertocat");
        assertThat(created.repositories())
                .containsExactly(new InstalledRepository("186853002", "Codertocat/Hello-World", false));
        assertThat(created.key()).isEqualTo("github.com:21031067");
    }

    @ParameterizedTest
    @CsvSource({
        "installation_deleted, DELETED",
        "installation_suspend, SUSPENDED",
        "installation_unsuspend, UNSUSPENDED",
        "installation_new_permissions_accepted, PERMISSIONS_ACCEPTED"
    })
    void readsWhatHappenedToAnInstallation(String payload, InstallationChanged.Action action) {
        InstallationChanged changed = only(InstallationChanged.class, "installation", Payloads.load(payload));

        assertThat(changed.action()).isEqualTo(action);
    }

    @Test
    void spreadsALargeInstallationOverSeveralEvents() {
        List<Event> events = events("installation", Payloads.changed("installation_created", json -> {
            var repositories = (ArrayNode) json.get("repositories");
            ObjectNode repository = (ObjectNode) repositories.get(0);
            repositories.removeAll();
            for (int i = 0; i < 4_500; i++) {
                repositories.add(repository.deepCopy().put("id", i));
            }
        }));

        assertThat(events).hasSize(3);
        assertThat(((InstallationChanged) events.get(0)).repositories()).hasSize(2_000);
        assertThat(((InstallationRepositoriesChanged) events.get(1)).added()).hasSize(2_000);
        assertThat(((InstallationRepositoriesChanged) events.get(2)).added()).hasSize(500);
        assertThat(events).extracting(Event::eventId).doesNotHaveDuplicates();
        assertThat(events).extracting(Event::key).containsOnly("github.com:21031067");
    }

    @Test
    void readsRepositoriesThatComeAndGo() {
        var added = only(
                InstallationRepositoriesChanged.class,
                "installation_repositories",
                Payloads.load("installation_repositories_added"));
        var removed = only(
                InstallationRepositoriesChanged.class,
                "installation_repositories",
                Payloads.load("installation_repositories_removed"));

        assertThat(added.added()).hasSize(1);
        assertThat(added.removed()).isEmpty();
        assertThat(removed.removed()).hasSize(1);
    }

    @Test
    void reportsWhatARepositoryWasCalledBefore() {
        var renamed = only(
                RepositoryUpdated.class,
                "repository",
                Payloads.changed(
                        "repository_renamed",
                        json -> ((ObjectNode) json.at("/changes/repository/name")).put("from", "Old-World")));
        var transferred = only(RepositoryUpdated.class, "repository", Payloads.load("repository_transferred"));
        var created = only(RepositoryUpdated.class, "repository", Payloads.load("repository_created"));

        assertThat(renamed.previousFullName()).contains("Octocoders/Old-World");
        assertThat(transferred.previousFullName()).contains("octocat/Hello-World");
        assertThat(created.previousFullName()).isEmpty();
        assertThat(created.action()).isEqualTo(RepositoryUpdated.Action.CREATED);
    }

    @Test
    void readsADeploymentStatus() {
        var status =
                only(DeploymentStatusChanged.class, "deployment_status", Payloads.load("deployment_status_created"));

        assertThat(status.deploymentId()).isEqualTo("145988746");
        assertThat(status.statusId()).isEqualTo("209916254");
        assertThat(status.environment()).isEqualTo("github-pages");
        assertThat(status.state()).isEqualTo(DeploymentStatusChanged.State.IN_PROGRESS);
        assertThat(status.sha()).isEqualTo("f95f852bd8fca8fcc58a9a2d6c842781e32a215e");
        assertThat(status.deploymentCreatedAt()).isEqualTo("2022-01-03T01:28:30Z");
        assertThat(status.occurredAt()).isEqualTo("2022-01-03T01:28:40Z");
    }

    @Test
    void keepsADeploymentStateThatGithubAddsLater() {
        var status = only(
                DeploymentStatusChanged.class,
                "deployment_status",
                Payloads.changed(
                        "deployment_status_created",
                        json -> ((ObjectNode) json.get("deployment_status")).put("state", "levitating")));

        assertThat(status.state()).isEqualTo(DeploymentStatusChanged.State.UNKNOWN);
        assertThat(status.unknownState()).contains("levitating");
    }

    @ParameterizedTest
    @CsvSource({"issues, issue_comment_created", "ping, ping", "something_of_next_year, ping"})
    void leavesOutWhatNothingHereUses(String event, String payload) {
        assertThat(normalize(event, Payloads.load(payload))).isEqualTo(new Unused());
    }

    @Test
    void reportsWhatIsMissing() {
        assertThat(broken("push", "push_branch_created", json -> json.remove("repository")))
                .isEqualTo(new NotNormalizable("push: repository.full_name is missing"));
        assertThat(broken("push", "push_branch_created", json -> json.put("after", "HEAD")))
                .isEqualTo(new NotNormalizable("push: after is not an object id"));
        assertThat(broken("push", "push_branch_created", json -> json.put("after", "0".repeat(40))))
                .isEqualTo(new NotNormalizable("push: before and after are both zero"));
        assertThat(broken(
                        "push",
                        "push_branch_created",
                        json -> ((ObjectNode) json.get("repository")).put("full_name", "a/b/../c")))
                .isEqualTo(new NotNormalizable("push: repository.full_name is not owner/name"));
        assertThat(broken(
                        "pull_request",
                        "pull_request_opened",
                        json -> pull(json).remove("head")))
                .isEqualTo(new NotNormalizable("pull_request: pull_request.head.ref is missing"));
        assertThat(broken(
                        "pull_request",
                        "pull_request_opened",
                        json -> pull(json).put("created_at", "yesterday")))
                .isEqualTo(new NotNormalizable("pull_request: pull_request.created_at is not a time"));
    }

    @Test
    void reportsThatATimeIsOutOfRange() {
        for (long seconds : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 253_402_300_800L}) {
            assertThat(broken(
                            "pull_request",
                            "pull_request_opened",
                            json -> pull(json).put("created_at", seconds)))
                    .isEqualTo(new NotNormalizable("pull_request: pull_request.created_at is not a time"));
        }
        assertThat(broken(
                        "pull_request",
                        "pull_request_opened",
                        json -> pull(json).put("created_at", "+999999999-12-31T23:59:59Z")))
                .isEqualTo(new NotNormalizable("pull_request: pull_request.created_at is not a time"));
    } // #9.10

    @Test
    void givesTheSameEventsForTheSamePayload() {
        byte[] payload = Payloads.load("push_branch_created");

        assertThat(normalize("push", payload)).isEqualTo(normalize("push", payload));
    }

    private static Normalization broken(String event, String payload, Consumer<ObjectNode> change) {
        return normalize(event, Payloads.changed(payload, change));
    }

    private static ObjectNode pull(ObjectNode json) {
        return (ObjectNode) json.get("pull_request");
    }

    private static <E extends Event> E only(Class<E> type, String event, byte[] payload) {
        List<Event> events = events(event, payload);
        assertThat(events).hasSize(1);
        return type.cast(events.getFirst());
    }

    private static List<Event> events(String event, byte[] payload) {
        return assertThat(normalize(event, payload))
                .asInstanceOf(type(Normalized.class))
                .actual()
                .events();
    }

    private static Normalization normalize(String event, byte[] payload) {
        return new GithubNormalizer().normalize(new Delivered("github.com", "guid-1", event, RECEIVED), payload);
    }
}
