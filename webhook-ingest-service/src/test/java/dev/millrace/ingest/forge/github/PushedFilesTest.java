package dev.millrace.ingest.forge.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ChangeUpdated.ChangeSize;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RefPushed.PushedCommit;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Normalization.Normalized;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which files a push lists, and how large a change is. */
class PushedFilesTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void listsTheFilesOfACommitOnceInOrder() {
        RefPushed push = push(commit -> {
            commit.putArray("added").add("web/b");
            commit.putArray("removed").add("api/a");
            commit.putArray("modified").add("web/b").add("docs/c");
        });

        assertThat(push.commits().getFirst().paths()).contains(List.of("api/a", "docs/c", "web/b"));
    }

    @Test
    void doesNotClaimThatACommitWithoutAListTouchesNothing() {
        RefPushed push = push(commit -> commit.remove(List.of("added", "removed", "modified")));

        assertThat(push.commits().getFirst().paths()).isEmpty();
    }

    @Test
    void leavesOutAListThatMayBeCut() {
        assertThat(push(commit -> add(commit.putArray("added"), 2_999))
                        .commits()
                        .getFirst()
                        .paths())
                .isPresent();
        assertThat(push(commit -> add(commit.putArray("added"), 3_000))
                        .commits()
                        .getFirst()
                        .paths())
                .isEmpty();
        assertThat(push(commit -> add(commit.putArray("added"), 100_000))
                        .commits()
                        .getFirst()
                        .paths())
                .isEmpty();
    }

    @Test
    void leavesOutAListThatDoesNotFitIntoOneEvent() {
        RefPushed push = push(commit -> commit.putArray("added").add("x".repeat(2_000)));

        assertThat(push.commits()).extracting(PushedCommit::paths).allMatch(paths -> paths.isEmpty());
    }

    @Test
    void readsTheSizeOfAChange() {
        var events = ((Normalized) new GithubNormalizer()
                        .normalize(
                                new Delivered("github.com", "guid-1", "pull_request", RECEIVED),
                                Payloads.load("pull_request_closed")))
                .events();

        assertThat(((ChangeUpdated) events.getFirst()).size()).contains(new ChangeSize(1, 1, 1));
    }

    private static void add(ArrayNode list, int files) {
        for (int file = 0; file < files; file++) {
            list.add("f" + file);
        }
    }

    private static RefPushed push(Consumer<ObjectNode> change) {
        byte[] payload = Payloads.changed(
                "push_branch_created",
                json -> change.accept((ObjectNode) json.get("commits").get(0)));
        var events = ((Normalized) new GithubNormalizer()
                        .normalize(new Delivered("github.com", "guid-1", "push", RECEIVED), payload))
                .events();
        return (RefPushed) events.getFirst();
    }
}
