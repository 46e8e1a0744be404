package dev.millrace.insights.metric;

import static dev.millrace.insights.metric.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.metric.DeploymentFrequency.Excluded;
import dev.millrace.insights.metric.Quantiles.Method;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DeploymentFrequencyTest {

    private static final ZoneId UTC = ZoneId.of("UTC");

    @Test
    void dividesByAllDaysAlsoThoseWithoutADeployment() {
        // first deployment before the window, then three in ten days
        var story = line(6).deploy("1", "c0", "2026-02-01T10:00Z")
                .deploy("2", "c1", "2026-03-02T10:00Z")
                .deploy("3", "c2", "2026-03-02T16:00Z")
                .deploy("4", "c3", "2026-03-05T10:00Z");

        var frequency = of(story, "2026-03-01", "2026-03-11");

        assertThat(frequency.n()).isEqualTo(3);
        assertThat(frequency.days()).isEqualTo(10);
        assertThat(frequency.perDay()).hasValue(0.3);
        // gaps: 6 h and 66 h
        assertThat(frequency.gapSeconds()).hasValue(36 * 3600);
    }

    @Test
    void countsDaysFromTheFirstDeploymentThatDayIncluded() {
        var story = line(3).deploy("1", "c0", "2026-03-09T22:00Z").deploy("2", "c1", "2026-03-10T10:00Z");

        var frequency = of(story, "2026-03-01", "2026-03-11");

        assertThat(frequency.days()).isEqualTo(2);
        assertThat(frequency.perDay()).hasValue(1.0);
    }

    @Test
    void isNothingForAServiceNeverDeployedAndZeroForAQuietOne() {
        var never = of(line(1), "2026-03-01", "2026-03-11");
        var later = of(line(1).deploy("1", "c0", "2026-03-11T00:00Z"), "2026-03-01", "2026-03-11");
        var quiet = of(line(1).deploy("1", "c0", "2026-02-01T00:00Z"), "2026-03-01", "2026-03-11");

        assertThat(never.perDay()).isEmpty();
        assertThat(never.level()).isEmpty();
        assertThat(later.perDay()).isEmpty();
        assertThat(quiet.perDay()).isEqualTo(OptionalDouble.of(0));
        assertThat(quiet.level().orElseThrow().rank()).isEqualTo(1);
    }

    @Test
    void leavesOutWhatBringsNothingNewAndReportsHowMuch() {
        var story = line(6).deploy("1", "c0", "2026-03-02T10:00Z")
                .deploy("2", "c1", "2026-03-03T10:00Z")
                .deploy("3", "c1", "2026-03-04T10:00Z")
                .deploy("4", "c0", "2026-03-05T10:00Z")
                .deploy("5", "c1", "2026-03-06T10:00Z")
                .deploy("6", "c3", "2026-03-07T10:00Z", "2026-03-07T10:10Z")
                .deploy("7", "c2", "2026-03-07T09:50Z", "2026-03-07T10:20Z")
                .status("8", "production", State.FAILURE, "c4", "2026-03-08T10:00Z")
                .status("9", "production", State.IN_PROGRESS, "c4", "2026-03-08T11:00Z");

        var frequency = of(story, "2026-03-01", "2026-03-11");

        assertThat(frequency.n()).isEqualTo(3);
        assertThat(frequency.excluded()).isEqualTo(new Excluded(1, 1, 1, 1, 1, 1));
    }

    @Test
    void countsRedeploysWhenAsked() {
        var story = line(2).deploy("1", "c0", "2026-03-02T10:00Z").deploy("2", "c0", "2026-03-03T10:00Z");

        var with = DeploymentFrequency.of(
                story.log(), window("2026-03-01", "2026-03-11"), new Choices(true, false, true, Method.CONTINUOUS));

        assertThat(with.n()).isEqualTo(2);
        assertThat(with.excluded().redeploys()).isZero();
        assertThat(of(story, "2026-03-01", "2026-03-11").n()).isEqualTo(1);
    }

    @Test
    void givesNoTierForOneBurst() {
        // four full weeks from Monday 2 March; ten deployments in the third of them
        var story = line(12).deploy("1", "c0", "2026-02-27T10:00Z");
        for (int nth = 1; nth <= 10; nth++) {
            story.deploy("" + (nth + 1), "c" + nth, "2026-03-16T%02d:00Z".formatted(nth));
        }

        var frequency = of(story, "2026-03-02", "2026-03-30");

        assertThat(frequency.n()).isEqualTo(10);
        assertThat(frequency.perWeek()).hasValue(0);
        assertThat(frequency.daysPerWeek()).hasValue(0);
        // one calendar month with ten of them: once a month
        assertThat(frequency.level().orElseThrow().rank()).isEqualTo(3);
    }

    @Test
    void takesTheMedianOverWeeksZeroWeeksIncluded() {
        // weeks of 2, 0, 3 and 1 deployments; distinct days 1, 0, 2 and 1
        var story = line(12).deploy("1", "c0", "2026-02-27T10:00Z")
                .deploy("2", "c1", "2026-03-02T10:00Z")
                .deploy("3", "c2", "2026-03-02T11:00Z")
                .deploy("4", "c3", "2026-03-16T10:00Z")
                .deploy("5", "c4", "2026-03-17T10:00Z")
                .deploy("6", "c5", "2026-03-17T11:00Z")
                .deploy("7", "c6", "2026-03-29T23:00Z");

        var frequency = of(story, "2026-03-02", "2026-03-30");

        assertThat(frequency.perWeek()).hasValue(1.5);
        assertThat(frequency.daysPerWeek()).hasValue(1);
        assertThat(frequency.level().orElseThrow().rank()).isEqualTo(4);
    }

    @Test
    void ranksByTheTable() {
        assertThat(Level.ofFrequency(10, 0, 0).rank()).isEqualTo(6);
        assertThat(Level.ofFrequency(9.5, 0, 0).rank()).isEqualTo(5);
        assertThat(Level.ofFrequency(5, 0, 0).rank()).isEqualTo(5);
        assertThat(Level.ofFrequency(1, 0, 0).rank()).isEqualTo(4);
        assertThat(Level.ofFrequency(0.5, 1, 0).rank()).isEqualTo(3);
        assertThat(Level.ofFrequency(0, 0.5, 1).rank()).isEqualTo(2);
        assertThat(Level.ofFrequency(0, 0, 0.5).rank()).isEqualTo(1);
        assertThat(Level.ofLeadTime(3599.9).rank()).isEqualTo(6);
        assertThat(Level.ofLeadTime(3600).rank()).isEqualTo(5);
        assertThat(Level.ofLeadTime(86400).rank()).isEqualTo(4);
        assertThat(Level.ofLeadTime(7 * 86400).rank()).isEqualTo(3);
        assertThat(Level.ofLeadTime(2_629_746).rank()).isEqualTo(2);
        assertThat(Level.ofLeadTime(6 * 2_629_746.0).rank()).isEqualTo(2);
        assertThat(Level.ofLeadTime(6 * 2_629_746.0 + 1).rank()).isEqualTo(1);
        assertThat(Level.ofLeadTime(0).score()).isEqualTo(10);
    }

    @Test
    void ranksOnceInHalfAYearByHalfYears() {
        var story = line(3).deploy("1", "c0", "2025-01-10T10:00Z")
                .deploy("2", "c1", "2025-09-10T10:00Z")
                .deploy("3", "c2", "2026-02-10T10:00Z");

        // half years back from 1 March 2026 hold 1 (2026-02 and 2025-09: 2), 0 and the first: 2, 0, 1
        var frequency = of(story, "2024-01-01", "2026-03-01");

        assertThat(frequency.level().orElseThrow().rank()).isEqualTo(2);
    }

    @Test
    void putsALateEveningIntoTheDayOfTheZone() {
        var story = line(2).deploy("1", "c0", "2026-02-01T10:00Z").deploy("2", "c1", "2026-03-02T23:30Z");
        var tokyo = ZoneId.of("Asia/Tokyo");
        var thirdOfMarch = new Window(
                LocalDate.of(2026, 3, 3).atStartOfDay(tokyo).toInstant(),
                LocalDate.of(2026, 3, 4).atStartOfDay(tokyo).toInstant(),
                tokyo);

        assertThat(DeploymentFrequency.of(story.log(), thirdOfMarch, Choices.DEFAULT)
                        .n())
                .isEqualTo(1);
        assertThat(of(story, "2026-03-03", "2026-03-04").n()).isZero();
    }

    /** Commits c0, c1 and so on. */
    private static Story line(int commits) {
        var story = new Story();
        for (int nth = 0; nth < commits; nth++) {
            story.commit(
                    "c" + nth,
                    "2025-01-01T10:%02dZ".formatted(nth),
                    nth == 0 ? new String[0] : new String[] {"c" + (nth - 1)});
        }
        return story;
    }

    private static DeploymentFrequency of(Story story, String from, String to) {
        return DeploymentFrequency.of(story.log(), window(from, to), Choices.DEFAULT);
    }

    private static Window window(String from, String to) {
        return new Window(at(from + "T00:00Z"), at(to + "T00:00Z"), UTC);
    }
}
