package dev.millrace.insights.metric;

import static dev.millrace.insights.metric.Story.at;
import static dev.millrace.insights.metric.Story.pushed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.metric.ChangeDeliveryTime.Excluded;
import dev.millrace.insights.metric.Quantiles.Method;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ChangeDeliveryTimeTest {

    private static final Window MARCH = new Window(at("2026-03-01T00:00Z"), at("2026-04-01T00:00Z"), ZoneId.of("UTC"));

    @Test
    void runsFromTheFirstCommitThatTheMergeBroughtIn() {
        // x was written before b but merged after it; y merged main back in
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("b", "2026-03-03T10:00Z", "a")
                .commit("x", "2026-03-02T10:00Z", "a")
                .commit("y", "2026-03-04T10:00Z", "x", "b")
                .commit("z", "2026-03-04T11:00Z", "y")
                .commit("m", "2026-03-04T12:00Z", "b", "z")
                .merged(7, "topic", "z", "m", "2026-03-04T11:30Z", false)
                .deploy("1", "b", "2026-03-03T11:00Z")
                .deploy("2", "m", "2026-03-04T10:00:00Z", "2026-03-04T16:00Z");

        assertThat(of(story).seconds().n()).isEqualTo(1);
        assertThat(of(story).seconds().median()).hasValue((2 * 24 + 6) * 3600);
    }

    @Test
    void runsFromTheFirstPushedCommitOfASquashAndFromTheOpeningWithoutOne() {
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("s", "2026-03-05T10:00Z", "a")
                .commit("t", "2026-03-05T11:00Z", "s")
                .push("topic", "", "y", false, pushed("x", "2026-03-05T06:00Z"), pushed("y", "2026-03-05T08:00Z"))
                .merged(7, "topic", "y", "s", "2026-03-05T09:00Z", false)
                .merged(8, "other", "w", "t", "2026-03-05T09:00Z", true)
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "t", "2026-03-05T12:00Z");

        // 6 h and 3 h
        assertThat(of(story).seconds().median()).hasValue(4.5 * 3600);
        assertThat(of(story).excluded()).isEqualTo(new Excluded(0, 0, 0, 0));
    }

    @Test
    void doesNotGuessWhichCommitsAFastForwardBelongsTo() {
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("x", "2026-03-05T10:00Z", "a")
                .merged(7, "topic", "x", "x", "2026-03-05T09:00Z", false)
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "x", "2026-03-05T12:00Z");

        assertThat(of(story).seconds().n()).isZero();
        assertThat(of(story).excluded()).isEqualTo(new Excluded(0, 0, 0, 1));
    }

    @Test
    void listsAChangeFromTheFutureWithoutCountingIt() {
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("x", "2026-03-06T10:00Z", "a")
                .commit("m", "2026-03-06T11:00Z", "a", "x")
                .merged(7, "topic", "x", "m", "2026-03-05T09:00Z", false)
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "m", "2026-03-05T12:00Z");

        assertThat(of(story).seconds().median()).isEmpty();
        assertThat(of(story).excluded()).isEqualTo(new Excluded(1, 0, 0, 0));
    }

    @Test
    void leavesChangesOfBotsOutUnlessAsked() {
        var story = new Story()
                .commit("a", "2026-03-01T10:00Z")
                .commit("x", "2026-03-05T10:00Z", "a")
                .commit("m", "2026-03-05T11:00Z", "a", "x")
                .deploy("1", "a", "2026-03-02T10:00Z")
                .deploy("2", "m", "2026-03-05T12:00Z")
                .mergedByBot(7, "topic", "x", "m", "2026-03-05T09:00Z");

        assertThat(of(story).seconds().n()).isZero();
        assertThat(of(story).excluded()).isEqualTo(new Excluded(0, 1, 0, 0));
        assertThat(ChangeDeliveryTime.of(story.log(), MARCH, new Choices(false, true, true, Method.CONTINUOUS))
                        .seconds()
                        .median())
                .hasValue(7200);
    }

    private static ChangeDeliveryTime of(Story story) {
        return ChangeDeliveryTime.of(story.log(), MARCH, Choices.DEFAULT);
    }
}
