package dev.millrace.insights.metric;

import static dev.millrace.insights.metric.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.ChangeReviewed.Action;
import dev.millrace.events.forge.ChangeReviewed.Verdict;
import dev.millrace.insights.fact.ChangeMomentFact;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.fact.ReviewFact;
import dev.millrace.insights.metric.ChangeStages.Stage;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** A squashed change: first commit at 08:00, opened 08:30, merged 20 March 00:00, deployed 23:55 to midnight of 21 March. */
class ReviewedChangesTest {

    private final List<ReviewFact> reviews = new ArrayList<>();
    private final List<ChangeMomentFact> moments = new ArrayList<>();

    @Test
    void partsAChangeAtItsReviews() {
        review("1", "ben", false, Verdict.COMMENTED, "2026-03-03T10:00Z");
        review("2", "ben", false, Verdict.APPROVED, "2026-03-04T08:30Z");

        Map<Stage, Duration> parts = parts();

        assertThat(parts.get(Stage.CODING)).isEqualTo(Duration.ofMinutes(30));
        assertThat(parts.get(Stage.DRAFT)).isZero();
        assertThat(parts.get(Stage.PICKUP)).isEqualTo(Duration.ofMinutes(90));
        assertThat(parts.get(Stage.REVIEW)).isEqualTo(Duration.ofMinutes(22 * 60 + 30));
        assertThat(parts.get(Stage.MERGE))
                .isEqualTo(Duration.between(at("2026-03-04T08:30Z"), at("2026-03-20T00:00Z")));
        assertThat(parts.get(Stage.DEPLOY)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void countsWorkingHoursBesideAllHours() {
        review("1", "ben", false, Verdict.COMMENTED, "2026-03-03T10:00Z");
        review("2", "ben", false, Verdict.APPROVED, "2026-03-04T08:30Z");
        var calendar = new WorkCalendar(
                ZoneOffset.UTC,
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                LocalTime.of(9, 0),
                LocalTime.of(17, 0),
                Set.of());

        Map<Stage, Duration> worked = stages().worked(calendar);

        // 08:00 to 08:30; from 09:00 to 10:00; from then to 17:00
        assertThat(worked.get(Stage.CODING)).isZero();
        assertThat(worked.get(Stage.PICKUP)).isEqualTo(Duration.ofHours(1));
        assertThat(worked.get(Stage.REVIEW)).isEqualTo(Duration.ofHours(7));
        // half an hour, 22.5 hours and five minutes of 424 hours; the rest of the time it waited
        assertThat(stages().efficiency().orElseThrow()).isCloseTo((0.5 + 22.5 + 1 / 12.0) / 424, Offset.offset(1e-12));
    }

    @Test
    void takesADraftThatIsReportedAtItsOpeningForOne() {
        moments.add(new ChangeMomentFact(7, ChangeMomentFact.Kind.DRAFT, at("2026-03-03T08:30Z")));
        moments.add(new ChangeMomentFact(7, ChangeMomentFact.Kind.PUSHED, at("2026-03-03T09:30Z")));
        moments.add(new ChangeMomentFact(7, ChangeMomentFact.Kind.READY, at("2026-03-03T12:30Z")));

        assertThat(parts().get(Stage.DRAFT)).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void doesNotTakeTheAuthorOrAProgramForAReviewer() {
        review("1", "Ann", false, Verdict.COMMENTED, "2026-03-03T08:31Z");
        review("2", "lint[bot]", false, Verdict.COMMENTED, "2026-03-03T08:31Z");
        review("3", "scanner", true, Verdict.APPROVED, "2026-03-03T08:31Z");
        review("4", "ben", false, Verdict.COMMENTED, "2026-03-03T10:30Z");

        assertThat(parts().get(Stage.PICKUP)).isEqualTo(Duration.ofHours(2));
        assertThat(parts().get(Stage.REVIEW)).isZero();
    }

    @Test
    void ignoresApprovalsThatWereDismissedOrCameAfterTheMerge() {
        review("1", "ben", false, Verdict.APPROVED, "2026-03-03T10:30Z");
        review("2", "ben", false, Verdict.APPROVED, "2026-03-05T10:30Z");
        reviews.add(new ReviewFact(
                "2", 7, Action.DISMISSED, "8", "ben", false, Verdict.DISMISSED, at("2026-03-06T00:00Z")));
        review("3", "eve", false, Verdict.APPROVED, "2026-03-20T00:01Z");

        assertThat(parts().get(Stage.REVIEW)).isZero();
    }

    @Test
    void beginsReviewWhenAChangeThatWasOpenedAsADraftIsReady() {
        moments.add(new ChangeMomentFact(7, ChangeMomentFact.Kind.READY, at("2026-03-03T12:30Z")));
        review("1", "ben", false, Verdict.COMMENTED, "2026-03-03T09:00Z");
        review("2", "ben", false, Verdict.COMMENTED, "2026-03-03T13:30Z");

        assertThat(parts().get(Stage.DRAFT)).isEqualTo(Duration.ofHours(4));
        assertThat(parts().get(Stage.PICKUP)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void takesTheFirstTimeThatAChangeWasReady() {
        moments.add(new ChangeMomentFact(7, ChangeMomentFact.Kind.DRAFT, at("2026-03-03T12:30Z")));
        moments.add(new ChangeMomentFact(7, ChangeMomentFact.Kind.READY, at("2026-03-03T13:30Z")));

        assertThat(parts().get(Stage.DRAFT)).isZero();
    }

    @Test
    void addsUpWhateverWasReported() {
        var random = new Random(5);
        for (int nth = 0; nth < 300; nth++) {
            reviews.clear();
            moments.clear();
            for (int event = 0; event < 6; event++) {
                String time = at("2026-03-01T00:00Z")
                        .plusSeconds(random.nextInt(25 * 86_400))
                        .toString();
                if (random.nextBoolean()) {
                    review("" + event, "ben", false, random.nextBoolean() ? Verdict.APPROVED : Verdict.COMMENTED, time);
                } else {
                    var kind = random.nextBoolean() ? ChangeMomentFact.Kind.READY : ChangeMomentFact.Kind.DRAFT;
                    moments.add(new ChangeMomentFact(7, kind, at(time)));
                }
            }

            Map<Stage, Duration> parts = parts();

            assertThat(parts.values()).noneMatch(Duration::isNegative);
            assertThat(parts.values().stream().reduce(Duration.ZERO, Duration::plus))
                    .isEqualTo(Duration.between(at("2026-03-03T08:00Z"), at("2026-03-21T00:00Z")));
        }
    }

    private void review(String id, String login, boolean bot, Verdict verdict, String at) {
        reviews.add(new ReviewFact(id, 7, Action.SUBMITTED, "8", login, bot, verdict, at(at)));
    }

    private Map<Stage, Duration> parts() {
        return stages().parts();
    }

    private ChangeStages stages() {
        Story story = new Story()
                .commit("a", "2026-02-20T00:00Z")
                .deploy("1", "a", "2026-03-02T00:00Z")
                .push("topic", "", "x", false, Story.pushed("x", "2026-03-03T08:00Z"))
                .commit("s", "2026-03-20T00:00Z", "a")
                .merged(7, "topic", "x", "s", "2026-03-03T08:30Z", false)
                .deploy("2", "s", "2026-03-21T00:00Z");
        JudgedDeployment judged = story.log().successes().getLast();
        ShippedChange change = ((Effect.Ships) judged.effect()).changes().getFirst();
        return ReviewedChanges.of(
                        story.facts(), FlowFacts.of(reviews, moments, List.of(), List.of()), Authors.WITHOUT_AGENTS)
                .stages(change, judged.deployment())
                .orElseThrow();
    }
}
