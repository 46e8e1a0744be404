package dev.millrace.insights.metric;

import static dev.millrace.insights.metric.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.metric.Effect.Ships;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploymentLogTest {

    /** main: a, b, c, d, one hour apart. */
    private static Story line() {
        return new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("b", "2026-03-01T11:00Z", "a")
                .commit("c", "2026-03-01T12:00Z", "b")
                .commit("d", "2026-03-01T13:00Z", "c");
    }

    @Test
    void shipsWhatIsReachableFromItAndNotFromTheOneBefore() {
        var story = line().deploy("1", "a", "2026-03-02T10:00Z").deploy("2", "c", "2026-03-02T12:00Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships b,c");
    }

    @Test
    void measuresFromAuthorTimeToTheFinishOfTheDeployment() {
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .written("b", "2026-03-01T08:00Z", "2026-03-01T11:00Z", "Ann <a@x>", "a")
                // an author clock that runs ahead of the committer's: the committer's time counts
                .written("c", "2026-03-01T23:00Z", "2026-03-01T12:00Z", "Ann <a@x>", "b")
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "c", "2026-03-02T12:00Z");

        var ships = (Ships) story.log().successes().get(1).effect();

        assertThat(ships.commits())
                .extracting(ShippedCommit::leadTime)
                .containsExactly(Duration.ofHours(28), Duration.ofHours(24));
    }

    @Test
    void neverLetsTheFirstDeploymentSwallowAllHistory() {
        var story = line().deploy("1", "d", "2026-03-02T10:00Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT");
        assertThat(story.log().successes().getFirst().effect().changeBearing()).isTrue();
    }

    @Test
    void knowsTheFirstDeploymentWhenItIsExactlyOneChangesMerge() {
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("x", "2026-03-01T11:00Z", "a")
                .commit("y", "2026-03-01T12:00Z", "x")
                .commit("m", "2026-03-01T13:00Z", "a", "y")
                .merged(7, "topic", "y", "m", "2026-03-01T12:30Z", false)
                .deploy("1", "m", "2026-03-02T10:00Z");

        assertThat(story.effects()).containsExactly("1 ships x,y by [7]");
    }

    @Test
    void leavesMergesOutAndCountsWhatTheyBrought() {
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("x", "2026-03-01T11:00Z", "a")
                .commit("m", "2026-03-01T13:00Z", "a", "x")
                .merged(7, "topic", "x", "m", "2026-03-01T12:30Z", false)
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "m", "2026-03-02T12:00Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships x by [7]");
    }

    @Test
    void shipsNothingWithAMergeThatBringsNothingNew() {
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("b", "2026-03-01T11:00Z", "a")
                .commit("m", "2026-03-01T13:00Z", "a", "b")
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "b", "2026-03-02T11:00Z")
                .deploy("3", "m", "2026-03-02T12:00Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships b", "3 ships nothing");
    }

    @Test
    void callsTheSameCommitAgainARedeploy() {
        var story = line().deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "b", "2026-03-02T12:00Z")
                .deploy("3", "b", "2026-06-02T12:00Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships b", "3 redeploys");
    }

    @Test
    void countsEachCommitForTheFirstDeploymentAcrossARollback() {
        var story = line().deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "b", "2026-03-02T11:00Z")
                .deploy("3", "a", "2026-03-02T12:00Z")
                .deploy("4", "c", "2026-03-02T13:00Z");

        assertThat(story.effects())
                .containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships b", "3 rolls back", "4 ships c");
    }

    @Test
    void rollsBackOnlyBackwards() {
        // V1 V2 V1 V2: the last one goes forward to what was there before
        var story = line().deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "b", "2026-03-02T11:00Z")
                .deploy("3", "a", "2026-03-02T12:00Z")
                .deploy("4", "b", "2026-03-02T13:00Z");

        assertThat(story.effects())
                .containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships b", "3 rolls back", "4 ships nothing");
    }

    @Test
    void goesForwardAgainAcrossAForcedPushToo() {
        // main was a-b-c, then forced to a-b-x: neither c nor x lies before the other
        var story = line().commit("x", "2026-03-01T14:00Z", "b")
                .deploy("1", "b", "2026-03-02T10:00Z")
                .deploy("2", "c", "2026-03-02T11:00Z")
                .deploy("3", "x", "2026-03-02T12:00Z")
                .deploy("4", "c", "2026-03-02T13:00Z")
                .deploy("5", "x", "2026-03-02T14:00Z");

        assertThat(story.effects())
                .containsExactly(
                        "1 unknown FIRST_DEPLOYMENT", "2 ships c", "3 ships x", "4 rolls back", "5 ships nothing");
    } // #9.29

    @Test
    void goesForwardAgainWhereThereIsNoGraph() {
        var story = new Story()
                .deploy("1", "v1", "2026-03-02T10:00Z")
                .deploy("2", "v2", "2026-03-02T11:00Z")
                .deploy("3", "v1", "2026-03-02T12:00Z")
                .deploy("4", "v2", "2026-03-02T13:00Z");

        assertThat(story.effects())
                .containsExactly(
                        "1 unknown COMMIT_NOT_IN_GRAPH",
                        "2 unknown COMMIT_NOT_IN_GRAPH",
                        "3 rolls back",
                        "4 ships nothing");
    } // #9.29

    @Test
    void standsWhereTheDeploymentThatStartedLastPutIt() {
        // 2 (b) overlaps 3 (c) and finishes last; after it the environment still has c
        var story = line().deploy("1", "a", "2026-03-02T09:00Z", "2026-03-02T09:05Z")
                .deploy("2", "b", "2026-03-02T10:00Z", "2026-03-02T10:30Z")
                .deploy("3", "c", "2026-03-02T10:10Z", "2026-03-02T10:20Z")
                .deploy("4", "c", "2026-03-02T11:00Z", "2026-03-02T11:05Z")
                .deploy("5", "b", "2026-03-02T12:00Z", "2026-03-02T12:05Z");

        assertThat(story.effects())
                .containsExactly(
                        "1 unknown FIRST_DEPLOYMENT", "3 ships b,c", "2 was overtaken", "4 redeploys", "5 rolls back");
    } // #9.29

    @Test
    void seesAnOvertakenDeploymentOfAnotherLineAndWithoutAGraph() {
        var sideways = line().commit("x", "2026-03-01T14:00Z", "b")
                .deploy("1", "x", "2026-03-02T09:00Z", "2026-03-02T09:05Z")
                .deploy("2", "x", "2026-03-02T10:00Z", "2026-03-02T10:30Z")
                .deploy("3", "c", "2026-03-02T10:10Z", "2026-03-02T10:20Z");
        var unknown = new Story()
                .deploy("1", "v1", "2026-03-02T09:00Z", "2026-03-02T09:05Z")
                .deploy("2", "v1", "2026-03-02T10:00Z", "2026-03-02T10:30Z")
                .deploy("3", "v2", "2026-03-02T10:10Z", "2026-03-02T10:20Z");

        assertThat(sideways.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "3 ships c", "2 was overtaken");
        assertThat(unknown.effects())
                .containsExactly("1 unknown COMMIT_NOT_IN_GRAPH", "3 unknown COMMIT_NOT_IN_GRAPH", "2 was overtaken");
    } // #9.29

    @Test
    void shipsWhatAnOvertakenDeploymentWasTheFirstToBring() {
        var story = line().deploy("1", "a", "2026-03-02T09:00Z", "2026-03-02T09:05Z")
                .deploy("2", "d", "2026-03-02T10:00Z", "2026-03-02T10:30Z")
                .deploy("3", "c", "2026-03-02T10:10Z", "2026-03-02T10:20Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "3 ships b,c", "2 ships d");
    } // #9.29

    @Test
    void rollsBackToACommitThatWasNeverDeployedItself() {
        var story = line().deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "d", "2026-03-02T11:00Z")
                .deploy("3", "b", "2026-03-02T12:00Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships b,c,d", "3 rolls back");
    }

    @Test
    void seesAnOlderDeploymentThatFinishesLateAsOvertaken() {
        var story = line().deploy("1", "a", "2026-03-02T09:00Z", "2026-03-02T09:05Z")
                .deploy("2", "b", "2026-03-02T10:00Z", "2026-03-02T10:30Z")
                .deploy("3", "c", "2026-03-02T10:10Z", "2026-03-02T10:20Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "3 ships b,c", "2 was overtaken");
    }

    @Test
    void rollsBackByNameAloneWhereThereIsNoGraph() {
        var story = new Story()
                .deploy("1", "v1", "2026-03-02T10:00Z")
                .deploy("2", "v2", "2026-03-02T11:00Z")
                .deploy("3", "v1", "2026-03-02T12:00Z")
                .deploy("4", "v3", "2026-03-02T13:00Z");

        assertThat(story.effects())
                .containsExactly(
                        "1 unknown COMMIT_NOT_IN_GRAPH",
                        "2 unknown COMMIT_NOT_IN_GRAPH",
                        "3 rolls back",
                        "4 unknown COMMIT_NOT_IN_GRAPH");
    }

    @Test
    void knowsNothingOfAnIntervalThatBeginsOffTheGraph() {
        var story = line().deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "hotfix", "2026-03-02T11:00Z")
                .deploy("3", "c", "2026-03-02T12:00Z")
                .deploy("4", "d", "2026-03-02T13:00Z");

        assertThat(story.effects())
                .containsExactly(
                        "1 unknown FIRST_DEPLOYMENT",
                        "2 unknown COMMIT_NOT_IN_GRAPH",
                        "3 unknown INCOMPLETE_INTERVAL",
                        "4 ships d");
    }

    @Test
    void knowsNothingOfAnIntervalWithACommitMissing() {
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("c", "2026-03-01T12:00Z", "b")
                .commit("d", "2026-03-01T13:00Z", "c")
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "c", "2026-03-02T11:00Z")
                .deploy("3", "d", "2026-03-02T12:00Z");

        assertThat(story.effects())
                .containsExactly("1 unknown FIRST_DEPLOYMENT", "2 unknown INCOMPLETE_INTERVAL", "3 ships d");

        // the missing commit arrives late, and the past is reported correctly
        assertThat(story.commit("b", "2026-03-01T11:00Z", "a").effects())
                .containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships b,c", "3 ships d");
    }

    @Test
    void followsTheGraphAcrossAForcedPush() {
        // main was a-b-c, then forced to a-b-x
        var story = line().commit("x", "2026-03-01T14:00Z", "b")
                .deploy("1", "b", "2026-03-02T10:00Z")
                .deploy("2", "c", "2026-03-02T11:00Z")
                .deploy("3", "x", "2026-03-02T12:00Z")
                .deploy("4", "c", "2026-03-02T13:00Z");

        assertThat(story.effects())
                .containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships c", "3 ships x", "4 rolls back");
    }

    @Test
    void ordersDeploymentsOfOneInstantByNumber() {
        var story = line().deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("10", "c", "2026-03-02T11:00Z")
                .deploy("9", "b", "2026-03-02T11:00Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "9 ships b", "10 ships c");
    }

    @Test
    void givesNothingToADeploymentThatFailed() {
        var story = line().deploy("1", "a", "2026-03-02T10:00Z")
                .status("2", "production", State.FAILURE, "b", "2026-03-02T11:00Z")
                .deploy("3", "b", "2026-03-02T12:00Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "3 ships b");
    }

    @Test
    void keepsTheHistoriesOfOtherEnvironmentsApart() {
        var story = line().deploy("1", "a", "2026-03-02T10:00Z")
                .status("2", "staging", State.SUCCESS, "b", "2026-03-02T11:00Z")
                .deploy("3", "b", "2026-03-02T12:00Z");

        assertThat(story.effects()).containsExactly("1 unknown FIRST_DEPLOYMENT", "3 ships b");
        assertThat(story.log(new Scope(Optional.empty(), Optional.of("staging")))
                        .successes())
                .hasSize(1);
    }

    @Test
    void listsEnvironmentsThatNoRuleKnows() {
        var story = line().status("1", "github-pages", State.SUCCESS, "a", "2026-03-02T11:00Z")
                .status("2", "production", State.SUCCESS, "a", "2026-03-02T11:00Z");

        assertThat(DeploymentLog.unmappedEnvironments(story.facts())).containsExactly("github-pages");
    }

    @Test
    void walksADeepHistoryWithoutOverflow() {
        var story = new Story().commit("0", "2026-03-01T10:00Z");
        for (int commit = 1; commit <= 50_000; commit++) {
            story.commit("" + commit, "2026-03-01T10:00Z", "" + (commit - 1));
        }
        story.deploy("1", "49997", "2026-03-02T10:00Z")
                .deploy("2", "50000", "2026-03-02T11:00Z")
                .deploy("3", "3", "2026-03-02T12:00Z");

        assertThat(story.effects())
                .containsExactly("1 unknown FIRST_DEPLOYMENT", "2 ships 49998,49999,50000", "3 rolls back");
        assertThat(story.log().successes().get(1).finishedAt()).isEqualTo(at("2026-03-02T11:00Z"));
    }
}
