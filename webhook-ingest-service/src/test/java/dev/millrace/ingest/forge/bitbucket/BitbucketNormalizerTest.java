package dev.millrace.ingest.forge.bitbucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
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

class BitbucketNormalizerTest {

    private static final String UUID_OF_REPOSITORY = "673a6070-3421-46c9-9d48-90745f7bfe8e";

    private final Reads bitbucket = new Reads(new BitbucketNormalizer(), Forge.BITBUCKET, "bitbucket.org");

    @Test
    void makesAnEventOfEveryRefThatAPushMoved() {
        List<Event> events = bitbucket.events("repo:push", Payloads.load("bitbucket/push"));

        assertThat(events)
                .extracting(Event::eventId)
                .containsExactly(
                        EventIds.of("bitbucket.org", "guid-1", 0),
                        EventIds.of("bitbucket.org", "guid-1", 1),
                        EventIds.of("bitbucket.org", "guid-1", 2));
        assertThat(events)
                .extracting(Event::subject)
                .containsExactly("refs/heads/feature/name", "refs/tags/v2", "refs/heads/gone");
        assertThat(events).extracting(Event::key).containsOnly("bitbucket.org:" + UUID_OF_REPOSITORY);
    }

    @Test
    void readsAForcedMove() {
        RefPushed moved = push(0);

        assertThat(moved.repository().cloneUrl()).isEqualTo("https://bitbucket.org/team_name/repo_name.git");
        assertThat(moved.repository().isPrivate()).isTrue();
        assertThat(moved.actor())
                .contains(new Actor("a54f16da-24e9-4d7f-a3a7-b1ba2cd98aa3", "emmap1", Actor.Kind.USER));
        assertThat(moved.forced()).isTrue();
        assertThat(moved.before()).contains("1e65c05c1d5171631d92438a13901ca7dae9618c");
        assertThat(moved.after()).contains("709d658dc5b6d6afcd46049c2f332ee3f515a67d");
        assertThat(moved.commits())
                .extracting(RefPushed.PushedCommit::title)
                .containsExactly("commit before", "new commit message");
        assertThat(moved.commitCount()).isEmpty(); // the list is truncated
    }

    @Test
    void readsANewTagAndADeletedBranch() {
        assertThat(push(1).before()).isEmpty();
        assertThat(push(1).commitCount()).contains(0);
        assertThat(push(2).before()).contains("1e65c05c1d5171631d92438a13901ca7dae9618c");
        assertThat(push(2).after()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"created,OPENED", "updated,SYNCHRONIZED", "rejected,CLOSED", "fulfilled,MERGED"})
    void readsAPullRequest(String event, ChangeUpdated.Action action) {
        ChangeUpdated change =
                bitbucket.only(ChangeUpdated.class, "pullrequest:" + event, Payloads.load("bitbucket/pullrequest"));

        assertThat(change.action()).isEqualTo(action);
        assertThat(change.number()).isEqualTo(12);
        assertThat(change.author().login()).isEqualTo("ada");
        assertThat(change.headSha()).isEqualTo("d3022fc0ca3d");
        assertThat(change.baseSha()).contains("ce5965ddd289");
        assertThat(change.fromFork()).isFalse();
        assertThat(change.mergeCommitSha().isPresent()).isEqualTo(action == ChangeUpdated.Action.MERGED);
        assertThat(change.occurredAt()).isEqualTo(Instant.parse("2015-04-06T15:23:38.205705Z"));
    }

    @Test
    void readsARename() {
        var renamed = bitbucket.only(RepositoryUpdated.class, "repo:updated", Payloads.load("bitbucket/repo_updated"));

        assertThat(renamed.action()).isEqualTo(RepositoryUpdated.Action.RENAMED);
        assertThat(renamed.previousFullName()).contains("team_name/repo_name");
        assertThat(renamed.repository().fullName()).isEqualTo("team_name/new_name");
    }

    @Test
    void ignoresWhatNothingUses() {
        assertThat(bitbucket.normalize("pullrequest:approved", Payloads.load("bitbucket/pullrequest")))
                .isEqualTo(new Unused());
    }

    private RefPushed push(int ordinal) {
        return (RefPushed)
                bitbucket.events("repo:push", Payloads.load("bitbucket/push")).get(ordinal);
    }
}
