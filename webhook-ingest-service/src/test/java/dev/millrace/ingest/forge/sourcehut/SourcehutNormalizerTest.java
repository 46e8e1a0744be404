package dev.millrace.ingest.forge.sourcehut;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.forge.Reads;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcehutNormalizerTest {

    private final Reads sourcehut = new Reads(new SourcehutNormalizer(), Forge.SOURCEHUT, "git.sr.ht");

    @ParameterizedTest
    @ValueSource(strings = {"GIT_POST_RECEIVE", "git:post-receive"})
    void makesAnEventOfEveryRefThatAPushMoved(String event) {
        List<Event> events = sourcehut.events(event, Payloads.load("sourcehut/git_post_receive"));

        assertThat(events)
                .extracting(Event::subject)
                .containsExactly("refs/heads/trunk", "refs/tags/v1", "refs/heads/old");
        assertThat(events).extracting(Event::eventId).doesNotHaveDuplicates();
        RefPushed moved = (RefPushed) events.get(0);
        assertThat(moved.repository())
                .isEqualTo(new ForgeRepository(
                        "git.sr.ht", "40211", "~ada/scratch", "https://git.sr.ht/~ada/scratch", "trunk", false, false));
        assertThat(moved.actor()).contains(new Actor("~ada", "~ada", Actor.Kind.USER));
        assertThat(((RefPushed) events.get(1)).after().orElseThrow()).hasSize(64);
        assertThat(((RefPushed) events.get(2)).after()).isEmpty();
    }

    @Test
    void readsUpdatesWithoutObjects() {
        byte[] flat = Payloads.changed("sourcehut/git_post_receive", payload -> {
            ObjectNode update = (ObjectNode) payload.at("/data/webhook/updates/0");
            update.put("ref", "refs/heads/trunk").put("old", "0".repeat(40)).put("new", "ab".repeat(20));
        });

        RefPushed created =
                (RefPushed) sourcehut.events("GIT_POST_RECEIVE", flat).getFirst();

        assertThat(created.before()).isEmpty();
        assertThat(created.after()).contains("ab".repeat(20));
    }

    @Test
    void readsThatARepositoryWasDeleted() {
        assertThat(sourcehut
                        .only(RepositoryUpdated.class, "REPO_DELETED", Payloads.load("sourcehut/git_post_receive"))
                        .action())
                .isEqualTo(RepositoryUpdated.Action.DELETED);
    }

    @Test
    void ignoresWhatNothingUsesAndNamesWhatTheQueryLacks() {
        assertThat(sourcehut.normalize("GIT_PRE_RECEIVE", Payloads.load("sourcehut/git_post_receive")))
                .isEqualTo(new Unused());
        byte[] lacking = Payloads.changed(
                "sourcehut/git_post_receive",
                payload -> ((ObjectNode) payload.at("/data/webhook/repository")).remove("owner"));
        assertThat(sourcehut.normalize("GIT_POST_RECEIVE", lacking))
                .isEqualTo(new NotNormalizable(
                        "GIT_POST_RECEIVE: data.webhook.repository.owner.canonicalName is missing"));
    }
}
