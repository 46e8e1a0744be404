package dev.millrace.insights.metric;

import static dev.millrace.insights.metric.Story.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.millrace.insights.metric.Quantiles.Method;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ChangeLeadTimeTest {

    private static final Window MARCH = new Window(at("2026-03-01T00:00Z"), at("2026-04-01T00:00Z"), ZoneId.of("UTC"));

    @Test
    void isTheMedianOverCommitsNotOverDaysOrDeployments() {
        // lead times in hours: deployment 2 ships 1, 2, 3, 4, 90; deployment 3 on another day ships 10
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("b", "2026-03-02T18:00Z", "a")
                .commit("c", "2026-03-06T08:00Z", "b")
                .commit("d", "2026-03-06T09:00Z", "c")
                .commit("e", "2026-03-06T10:00Z", "d")
                .commit("f", "2026-03-06T11:00Z", "e")
                .commit("g", "2026-03-09T02:00Z", "f")
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "f", "2026-03-06T12:00Z")
                .deploy("3", "g", "2026-03-09T12:00Z");

        var leadTime = ChangeLeadTime.of(story.log(), MARCH, Choices.DEFAULT);

        // sorted: 1 2 3 4 10 90 -> median 3.5; the median of the daily medians 3 and 10 would be 6.5
        assertThat(leadTime.seconds().n()).isEqualTo(6);
        assertThat(leadTime.seconds().median()).hasValue(3.5 * 3600);
        assertThat(leadTime.seconds().p75().getAsDouble()).isEqualTo(8.5 * 3600, offset(1e-6));
        assertThat(leadTime.seconds().p90().getAsDouble()).isEqualTo(50 * 3600, offset(1e-6));
        assertThat(leadTime.seconds().p95().getAsDouble()).isEqualTo(70 * 3600, offset(1e-6));
        assertThat(leadTime.level().orElseThrow().rank()).isEqualTo(5);
        assertThat(leadTime.coverage()).hasValue(2.0 / 3);
        assertThat(leadTime.excluded()).isEqualTo(new ChangeLeadTime.Excluded(0, 0, 0, 1));
    }

    @Test
    void takesTheLowerMedianWhenAskedTo() {
        var story = twoCommits();

        assertThat(ChangeLeadTime.of(story.log(), MARCH, new Choices(false, false, true, Method.DISCRETE))
                        .seconds()
                        .median())
                .hasValue(3600);
        assertThat(ChangeLeadTime.of(story.log(), MARCH, Choices.DEFAULT)
                        .seconds()
                        .median())
                .hasValue(5400);
    }

    @Test
    void belongsToTheWindowInWhichTheDeploymentFinished() {
        var story = twoCommits();
        var until = new Window(at("2026-03-01T00:00Z"), at("2026-03-06T12:00Z"), ZoneId.of("UTC"));
        var from = new Window(at("2026-03-06T12:00Z"), at("2026-03-07T00:00Z"), ZoneId.of("UTC"));

        assertThat(ChangeLeadTime.of(story.log(), until, Choices.DEFAULT)
                        .seconds()
                        .n())
                .isZero();
        assertThat(ChangeLeadTime.of(story.log(), from, Choices.DEFAULT)
                        .seconds()
                        .n())
                .isEqualTo(2);
    }

    @Test
    void listsACommitFromTheFutureAndCountsItNeitherAsZeroNorAtAll() {
        var story = twoCommits().commit("d", "2026-03-06T13:00:01Z", "c").deploy("3", "d", "2026-03-06T13:00Z");

        var leadTime = ChangeLeadTime.of(story.log(), MARCH, Choices.DEFAULT);

        assertThat(leadTime.seconds().n()).isEqualTo(2);
        assertThat(leadTime.excluded().clockAnomalies()).isEqualTo(1);
    }

    @Test
    void keepsALeadTimeOfExactlyZero() {
        var story = twoCommits().commit("d", "2026-03-06T13:00Z", "c").deploy("3", "d", "2026-03-06T13:00Z");

        assertThat(ChangeLeadTime.of(story.log(), MARCH, Choices.DEFAULT)
                        .seconds()
                        .n())
                .isEqualTo(3);
    }

    @Test
    void countsAgentsUnlessAskedNotToAndListsThemApartFromBots() {
        var story = twoCommits()
                .agents("robin[bot]")
                .written("d", "2026-03-06T12:57Z", "2026-03-06T12:57Z", "robin[bot] <2+robin[bot]@users.x>", "c")
                .written("e", "2026-03-06T12:58Z", "2026-03-06T12:58Z", "Ann <ann@example.org>", "d")
                .coAuthor("robin[bot] <2+robin[bot]@users.noreply.github.com>")
                .written("f", "2026-03-06T12:59Z", "2026-03-06T12:59Z", "renovate[bot] <3+renovate[bot]@users.x>", "e")
                .deploy("3", "f", "2026-03-06T13:00Z");

        var normal = ChangeLeadTime.of(story.log(), MARCH, Choices.DEFAULT);
        var without = ChangeLeadTime.of(story.log(), MARCH, new Choices(false, false, false, Method.CONTINUOUS));

        assertThat(normal.seconds().n()).isEqualTo(4);
        assertThat(normal.excluded()).isEqualTo(new ChangeLeadTime.Excluded(0, 1, 0, 1));
        assertThat(normal.authors()).isEqualTo(new ActorCounts(2, 2, 1));
        assertThat(without.seconds().n()).isEqualTo(2);
        assertThat(without.excluded()).isEqualTo(new ChangeLeadTime.Excluded(0, 1, 2, 1));
        assertThat(without.authors()).isEqualTo(normal.authors());
    } // #9.29

    @Test
    void leavesBotsOutUnlessAsked() {
        var story = twoCommits()
                .written(
                        "d", "2026-03-06T12:59Z", "2026-03-06T12:59Z", "dependabot[bot] <1+dependabot[bot]@users>", "c")
                .deploy("3", "d", "2026-03-06T13:00Z");

        var without = ChangeLeadTime.of(story.log(), MARCH, Choices.DEFAULT);
        var with = ChangeLeadTime.of(story.log(), MARCH, new Choices(false, true, true, Method.CONTINUOUS));

        assertThat(without.seconds().n()).isEqualTo(2);
        assertThat(without.excluded().botCommits()).isEqualTo(1);
        assertThat(with.seconds().n()).isEqualTo(3);
        assertThat(with.excluded().botCommits()).isZero();
        assertThat(DeploymentFrequency.of(story.log(), MARCH, Choices.DEFAULT).n())
                .isEqualTo(3);
    }

    @Test
    void isNothingWithoutCommitsAndNeverZero() {
        var leadTime = ChangeLeadTime.of(new Story().log(), MARCH, Choices.DEFAULT);

        assertThat(leadTime.seconds().median()).isEmpty();
        assertThat(leadTime.level()).isEmpty();
        assertThat(leadTime.coverage()).isEmpty();
    }

    @Test
    void keepsFractionsOfSeconds() {
        assertThat(Seconds.of(Duration.ofSeconds(90, 250_000_000))).isEqualTo(90.25);
        assertThat(Seconds.of(Duration.ofSeconds(-1, 500_000_000))).isEqualTo(-0.5);
    }

    /** Deployment 2 at noon on 6 March ships two commits, one and two hours old. */
    private static Story twoCommits() {
        return new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("b", "2026-03-06T10:00Z", "a")
                .commit("c", "2026-03-06T11:00Z", "b")
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "c", "2026-03-06T12:00Z");
    }
}
