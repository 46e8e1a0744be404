package dev.millrace.insights.metric;

import static dev.millrace.insights.metric.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.fact.DeploymentStatusFact;
import dev.millrace.insights.metric.Deployment.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploymentTest {

    @Test
    void finishesAtItsFirstSuccessWhateverElseIsReportedLater() {
        var deployment = only(new Story()
                .status("1", "production", State.SUCCESS, "a", "2026-03-02T11:00Z")
                .status("1", "production", State.SUCCESS, "a", "2026-03-02T10:30Z")
                .status("1", "production", State.INACTIVE, "a", "2026-03-05T10:00Z"));

        assertThat(deployment.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(deployment.finishedAt()).contains(at("2026-03-02T10:30Z"));
        assertThat(deployment.failedAfterSuccessAt()).isEmpty();
    }

    @Test
    void startsAtTheFirstInProgressElseWhenQueuedElseWhenMade() {
        var inProgress = only(new Story()
                .status("1", "production", State.QUEUED, "a", "2026-03-02T10:00Z")
                .status("1", "production", State.IN_PROGRESS, "a", "2026-03-02T10:05Z")
                .status("1", "production", State.IN_PROGRESS, "a", "2026-03-02T10:07Z"));
        var queued = only(new Story()
                .status("1", "production", State.PENDING, "a", "2026-03-02T10:02Z")
                .status("1", "production", State.QUEUED, "a", "2026-03-02T10:00Z"));
        var made = only(new Story().status("1", "production", State.SUCCESS, "a", "2026-03-02T10:01Z"));

        assertThat(inProgress.startedAt()).isEqualTo(at("2026-03-02T10:05Z"));
        assertThat(inProgress.outcome()).isEqualTo(Outcome.UNFINISHED);
        assertThat(queued.startedAt()).isEqualTo(at("2026-03-02T10:00Z"));
        assertThat(made.startedAt()).isEqualTo(at("2026-03-02T10:00Z"));
    }

    @Test
    void staysASuccessWhenAFailureFollowsButReportsIt() {
        var deployment = only(new Story()
                .status("1", "production", State.SUCCESS, "a", "2026-03-02T10:00Z")
                .status("1", "production", State.FAILURE, "a", "2026-03-02T12:00Z"));

        assertThat(deployment.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(deployment.failedAfterSuccessAt()).contains(at("2026-03-02T12:00Z"));
    }

    @Test
    void failsAtItsFirstFailureOrErrorWithoutASuccess() {
        var deployment = only(new Story()
                .status("1", "production", State.FAILURE, "a", "2026-03-02T12:00Z")
                .status("1", "production", State.ERROR, "a", "2026-03-02T11:00Z"));

        assertThat(deployment.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(deployment.finishedAt()).contains(at("2026-03-02T11:00Z"));
    }

    @Test
    void isASuccessWhenItFailedFirstAndSucceededThen() {
        var deployment = only(new Story()
                .status("1", "production", State.FAILURE, "a", "2026-03-02T10:00Z")
                .status("1", "production", State.SUCCESS, "a", "2026-03-02T10:30Z"));

        assertThat(deployment.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(deployment.finishedAt()).contains(at("2026-03-02T10:30Z"));
        assertThat(deployment.failedAfterSuccessAt()).isEmpty();
    }

    @Test
    void takesTheTerminalVersionOfAStatusThatWasReportedTwiceWithOneTime() {
        var pending = new DeploymentStatusFact(
                "1", "10", "production", State.PENDING, "main", "a", at("2026-03-02T09:00Z"), at("2026-03-02T10:00Z"));
        var success = new DeploymentStatusFact(
                "1", "10", "production", State.SUCCESS, "main", "a", at("2026-03-02T09:00Z"), at("2026-03-02T10:00Z"));

        assertThat(Deployment.of(List.of(pending, success))).isEqualTo(Deployment.of(List.of(success, pending)));
        assertThat(Deployment.of(List.of(pending, success)).getFirst().outcome())
                .isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void decidesBetweenTwoVersionsOfOneTimeByContentNotByArrival() {
        var one = new DeploymentStatusFact(
                "1", "10", "production", State.SUCCESS, "main", "a", at("2026-03-02T09:00Z"), at("2026-03-02T10:00Z"));
        var other = new DeploymentStatusFact(
                "1", "10", "production", State.SUCCESS, "main", "b", at("2026-03-02T09:00Z"), at("2026-03-02T10:00Z"));

        assertThat(Deployment.of(List.of(one, other))).hasSize(1).isEqualTo(Deployment.of(List.of(other, one)));
    }

    @Test
    void countsTheForgesNumbersAsNumbers() {
        var nine = new Story().deploy("9", "a", "2026-03-02T10:00Z").deploy("10", "b", "2026-03-02T10:00Z");

        assertThat(nine.effects()).extracting(text -> text.split(" ")[0]).containsExactly("9", "10");
        assertThat(ForgeNumber.ORDER.compare("9", "10")).isNegative();
        assertThat(ForgeNumber.ORDER.compare("10", "abc")).isNegative();
        assertThat(ForgeNumber.ORDER.compare("010", "10")).isNotZero();
    }

    private static Deployment only(Story story) {
        return Optional.of(Deployment.of(story.statuses))
                .filter(all -> all.size() == 1)
                .orElseThrow()
                .getFirst();
    }
}
