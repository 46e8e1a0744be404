package dev.millrace.insights.metric;

import static dev.millrace.insights.metric.Story.at;
import static dev.millrace.insights.metric.Story.pushed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.PushFact.PushedCommit;
import dev.millrace.insights.metric.Effect.Ships;
import dev.millrace.insights.metric.ShippedCommit.TimeSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MergedChangesTest {

    /** a is deployed; s contains change 7 and is deployed next. */
    private static Story squashed() {
        return new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("s", "2026-03-05T10:00Z", "a")
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "s", "2026-03-05T12:00Z");
    }

    @Test
    void measuresTheOriginalCommitsOfASquash() {
        var story = squashed()
                .push("topic", "", "x", false, pushed("x", "2026-03-03T10:00Z"))
                .push("topic", "x", "z", false, pushed("y", "2026-03-04T10:00Z"), pushed("z", "2026-03-04T11:00Z"))
                .merged(7, "topic", "z", "s", "2026-03-03T12:00Z", false);

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships x,y,z by [7]");
        assertThat(shipped(story))
                .allMatch(commit -> commit.mergedAs().equals(Optional.of("s")) && commit.source() == TimeSource.PUSH);
        assertThat(shipped(story).getFirst().at()).isEqualTo(at("2026-03-03T10:00Z"));
    }

    @Test
    void takesOnlyTheLastVersionOfARewrittenHead() {
        var story = squashed()
                .push("topic", "", "x", false, pushed("x", "2026-03-03T10:00Z"))
                .push("topic", "x", "z", true, pushed("z", "2026-03-04T11:00Z"))
                .merged(7, "topic", "z", "s", "2026-03-03T12:00Z", false);

        assertThat(story.effects()).contains("2 ships z by [7]");
    }

    @Test
    void fallsBackToTheOpeningOfAChangeFromAFork() {
        var story = squashed().merged(7, "topic", "z", "s", "2026-03-03T12:00Z", true);

        assertThat(shipped(story)).singleElement().satisfies(commit -> {
            assertThat(commit.id()).isEqualTo("s");
            assertThat(commit.source()).isEqualTo(TimeSource.CHANGE_OPENED);
            assertThat(commit.at()).isEqualTo(at("2026-03-03T12:00Z"));
        });
    }

    @Test
    void fallsBackToTheOpeningWhenAPushIsMissing() {
        var story = squashed()
                .push("topic", "x", "z", false, pushed("z", "2026-03-04T11:00Z"))
                .merged(7, "topic", "z", "s", "2026-03-03T12:00Z", false);

        assertThat(shipped(story)).extracting(ShippedCommit::source).containsExactly(TimeSource.CHANGE_OPENED);
    }

    @Test
    void keepsTheCommitsOfARebaseWithTheirAuthorTimes() {
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .written("x2", "2026-03-03T10:00Z", "2026-03-05T10:00Z", "Ann <a@x>", "a")
                .written("y2", "2026-03-03T11:00Z", "2026-03-05T10:00Z", "Ann <a@x>", "x2")
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "y2", "2026-03-05T12:00Z")
                .push(
                        "topic",
                        "",
                        "y",
                        false,
                        new PushedCommit("x", "title of x2", Optional.empty(), at("2026-03-03T10:00Z")),
                        new PushedCommit("y", "title of y2", Optional.empty(), at("2026-03-03T11:00Z")))
                .merged(7, "topic", "y", "y2", "2026-03-03T12:00Z", false);

        assertThat(story.effects()).contains("2 ships x2,y2 by [7]");
        assertThat(shipped(story)).allMatch(commit -> commit.source() == TimeSource.COMMIT);
        assertThat(shipped(story).getFirst().at()).isEqualTo(at("2026-03-03T10:00Z"));
    }

    /** main: a, then s1 and s2, the squashed forms of a stack: one contains x, two was built on it and contains x and y. */
    private static Story stack() {
        return new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("s1", "2026-03-05T10:00Z", "a")
                .commit("s2", "2026-03-05T11:00Z", "s1")
                .push("one", "", "x", false, pushed("x", "2026-03-03T10:00Z"))
                .push("two", "", "y", false, pushed("x", "2026-03-03T10:00Z"), pushed("y", "2026-03-04T10:00Z"))
                .merged(7, "one", "x", "s1", "2026-03-03T12:00Z", false)
                .merged(8, "two", "y", "s2", "2026-03-04T12:00Z", false)
                .deploy("1", "a", "2026-03-02T10:00Z");
    }

    @Test
    void shipsACommitOfAStackWithTheFirstOfItsSquashedForms() {
        var apart = stack().deploy("2", "s1", "2026-03-05T12:00Z").deploy("3", "s2", "2026-03-05T13:00Z");
        var together = stack().deploy("2", "s2", "2026-03-05T12:00Z");

        assertThat(apart.effects()).endsWith("2 ships x by [7]", "3 ships y by [8]");
        assertThat(together.effects()).endsWith("2 ships x,y by [7, 8]");
        assertThat(shipped(together))
                .extracting(ShippedCommit::change)
                .containsExactly(Optional.of(7L), Optional.of(8L));
    } // #9.29

    @Test
    void countsAStackBelowADeploymentThatCouldNotBeMeasuredForThatOne() {
        // what the first deployment brought is unknown, but it contained x
        var story = new Story()
                .commit("r", "2026-03-01T10:00Z")
                .commit("a", "2026-03-01T10:00Z", "r")
                .commit("s1", "2026-03-05T10:00Z", "a")
                .commit("b", "2026-03-05T10:30Z", "s1")
                .commit("s2", "2026-03-05T11:00Z", "b")
                .push("one", "", "x", false, pushed("x", "2026-03-03T10:00Z"))
                .push("two", "", "y", false, pushed("x", "2026-03-03T10:00Z"), pushed("y", "2026-03-04T10:00Z"))
                .merged(7, "one", "x", "s1", "2026-03-03T12:00Z", false)
                .merged(8, "two", "y", "s2", "2026-03-04T12:00Z", false)
                .deploy("1", "b", "2026-03-05T12:00Z")
                .deploy("2", "s2", "2026-03-05T13:00Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships y by [8]");
    } // #9.29

    @Test
    void shipsACommitOnceThatIsSquashedFirstAndReachesTheBranchAsItIsLater() {
        var story = stack().commit("x", "2026-03-03T10:00Z", "a")
                .commit("m", "2026-03-06T10:00Z", "s2", "x")
                .deploy("2", "s2", "2026-03-05T12:00Z")
                .deploy("3", "m", "2026-03-06T12:00Z");

        assertThat(story.effects()).endsWith("2 ships x,y by [7, 8]", "3 ships nothing");
    } // #9.29

    @Test
    void leavesMergesOfTheBaseOutOfTheOriginals() {
        var story = squashed()
                .push("topic", "", "x", false, pushed("x", "2026-03-03T10:00Z"))
                .push(
                        "topic",
                        "x",
                        "z",
                        false,
                        pushed("a", "2026-03-01T10:00Z"),
                        new PushedCommit(
                                "z", "Merge branch 'main' into topic", Optional.empty(), at("2026-03-04T11:00Z")))
                .merged(7, "topic", "z", "s", "2026-03-03T12:00Z", false);

        assertThat(story.effects()).contains("2 ships x by [7]");
    }

    @Test
    void ignoresAChangeThatWasClosedWithoutMerging() {
        var story = squashed();
        var merged = new Story()
                .merged(7, "topic", "z", "s", "2026-03-03T12:00Z", true)
                .changes
                .getFirst();
        story.changes.add(new ChangeFact(
                7,
                merged.title(),
                merged.authorLogin(),
                false,
                "main",
                "topic",
                "z",
                true,
                Optional.empty(),
                merged.createdAt(),
                Optional.empty(),
                merged.closedAt(),
                merged.at().plusSeconds(1)));

        assertThat(story.effects()).contains("2 ships s");
    }

    private static List<ShippedCommit> shipped(Story story) {
        return ((Ships) story.log().successes().get(1).effect()).commits();
    }
}
