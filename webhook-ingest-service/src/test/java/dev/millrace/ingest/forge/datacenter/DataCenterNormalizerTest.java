package dev.millrace.ingest.forge.datacenter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.forge.Reads;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataCenterNormalizerTest {

    private final Reads dataCenter =
            new Reads(new DataCenterNormalizer(), Forge.BITBUCKET_DATA_CENTER, "git.example.com");

    @Test
    void makesAnEventOfEveryRefThatAPushMoved() {
        List<Event> events = dataCenter.events("repo:refs_changed", Payloads.load("datacenter/refs_changed"));

        assertThat(events)
                .extracting(Event::subject)
                .containsExactly("refs/heads/master", "refs/tags/v1", "refs/heads/old");
        assertThat(events).extracting(Event::eventId).doesNotHaveDuplicates();
        RefPushed moved = (RefPushed) events.get(0);
        assertThat(moved.repository())
                .isEqualTo(new ForgeRepository(
                        "git.example.com",
                        "84",
                        "PROJ/repository",
                        "https://git.example.com/scm/proj/repository.git",
                        "main",
                        true,
                        false));
        assertThat(moved.actor()).contains(new Actor("1", "admin", Actor.Kind.USER));
        assertThat(moved.before()).contains("ecddabb624f6f5ba43816f5926e580a5f680a932");
        assertThat(((RefPushed) events.get(1)).before()).isEmpty();
        assertThat(((RefPushed) events.get(2)).after()).isEmpty();
    }

    @Test
    void takesTheCloneAddressOfAPayloadThatHasOne() {
        byte[] payload = Payloads.changed(
                "datacenter/refs_changed",
                json -> ((ObjectNode) json.get("repository"))
                        .putObject("links")
                        .putArray("clone")
                        .add(json.objectNode()
                                .put("name", "ssh")
                                .put("href", "ssh://git@git.example.com:7999/proj/repository.git"))
                        .add(json.objectNode()
                                .put("name", "http")
                                .put("href", "https://git.example.com/bitbucket/scm/proj/repository.git")));

        RefPushed moved =
                (RefPushed) dataCenter.events("repo:refs_changed", payload).getFirst();

        assertThat(moved.repository().cloneUrl())
                .isEqualTo("https://git.example.com/bitbucket/scm/proj/repository.git");
    }

    @Test
    void readsAMerge() {
        ChangeUpdated change = dataCenter.only(ChangeUpdated.class, "pr:merged", Payloads.load("datacenter/pr_merged"));

        assertThat(change.action()).isEqualTo(ChangeUpdated.Action.MERGED);
        assertThat(change.number()).isEqualTo(9);
        assertThat(change.headRef()).isEqualTo("admin/file-1505783853913");
        assertThat(change.headSha()).isEqualTo("45f9690c928915a5e1c4366d5ee1985eea03f05d");
        assertThat(change.baseSha()).contains("8d2ad38c918fa6943859fca2176c89ea98b92a21");
        assertThat(change.mergeCommitSha()).contains("7e48f426f0a6e20f263d4fdbf1b9bd9d8b20c3f1");
        assertThat(change.mergedAt()).contains(Instant.ofEpochMilli(1505783878981L));
        assertThat(change.createdAt()).isEqualTo(Instant.ofEpochMilli(1505783860548L));
        assertThat(change.webUrl()).isEqualTo("https://git.example.com/projects/PROJ/repos/repository/pull-requests/9");
    }

    @ParameterizedTest
    @CsvSource({
        "pr:opened,OPENED",
        "pr:reopened,REOPENED",
        "pr:from_ref_updated,SYNCHRONIZED",
        "pr:declined,CLOSED",
        "pr:deleted,CLOSED"
    })
    void readsOtherActions(String event, ChangeUpdated.Action action) {
        assertThat(dataCenter
                        .only(ChangeUpdated.class, event, Payloads.load("datacenter/pr_merged"))
                        .action())
                .isEqualTo(action);
    }

    @Test
    void readsARename() {
        var renamed =
                dataCenter.only(RepositoryUpdated.class, "repo:modified", Payloads.load("datacenter/repo_modified"));

        assertThat(renamed.action()).isEqualTo(RepositoryUpdated.Action.RENAMED);
        assertThat(renamed.previousFullName()).contains("PROJECT/repository");
        assertThat(renamed.repository().fullName()).isEqualTo("PROJECT/repository2");
        assertThat(renamed.repository().isPrivate()).isFalse();
    }

    @Test
    void ignoresWhatNothingUses() {
        assertThat(dataCenter.normalize("pr:reviewer:approved", Payloads.load("datacenter/pr_merged")))
                .isEqualTo(new Unused());
    }
}
