package dev.millrace.insights.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.lab.LabHistory.Attempt;
import dev.millrace.insights.lab.LabHistory.Change;
import dev.millrace.insights.lab.LabHistory.Commit;
import dev.millrace.insights.lab.LabHistory.Incident;
import dev.millrace.insights.lab.LabHistory.Push;
import dev.millrace.insights.lab.LabHistory.Success;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each tool makes of small histories, worked out by hand from its source or documentation. */
class ToolDefinitionsTest {

    /** Monday 2 March 2026 until Monday 30 March: four weeks. */
    private static final Window MARCH = new Window(at("2026-03-02T00:00Z"), at("2026-03-30T00:00Z"), ZoneOffset.UTC);

    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Attempt> deployments = new ArrayList<>();
    private final List<Success> statuses = new ArrayList<>();
    private final List<Push> pushes = new ArrayList<>();
    private final Map<Long, Change> changes = new HashMap<>();
    private final List<Incident> incidents = new ArrayList<>();

    /** O1: parts of 30.5, 60 and 10.1 minutes are 31 + 60 + 11; of two changes the lower one counts. */
    @Test
    void devLakeRoundsEachPartUpAndTakesTheLowerMedian() {
        merged(1, "2026-03-03T08:00Z", "2026-03-03T08:30:30Z", "2026-03-03T09:30:30Z");
        merged(2, "2026-03-03T00:00Z", "2026-03-03T08:00Z", "2026-03-03T09:00Z");
        deployed("1", "a", "2026-03-03T09:40:36Z", 1, 2);

        assertThat(devLake().changeLeadTime().value()).hasValue(60.0 * (31 + 60 + 11));
    }

    /** O2: the first deployment ships nothing that is known, so its changes have no lead time. */
    @Test
    void devLakeGivesTheFirstDeploymentNoChanges() {
        merged(1, "2026-03-03T08:00Z", "2026-03-03T08:30Z", "2026-03-03T09:00Z");
        deployed("1", "a", "2026-03-03T10:00Z");

        assertThat(devLake().changeLeadTime().value()).isEmpty();
        assertThat(devLake().changeLeadTime().n()).isZero();
    }

    /** O3: an incident three weeks after the only deployment is its failure. */
    @Test
    void devLakeBlamesADeploymentHoweverLongAgoItWas() {
        deployed("1", "a", "2026-03-03T10:00Z");
        incident("i", "2026-03-24T10:00Z", "2026-03-24T12:00Z");

        assertThat(devLake().changeFailRate().value()).hasValue(1);
        // from the end of the deployment
        assertThat(devLake().recoveryTime().value())
                .hasValue(Duration.ofDays(21).plusHours(2).toSeconds());
    }

    /** O4: 23 deployments, six incidents of four of them: 4 of 23, and 6 of 23 where incidents are counted. */
    @Test
    void devLakeCountsADeploymentOnceAndGitLabEachIncident() {
        for (int nth = 1; nth <= 23; nth++) {
            deployed("d" + nth, "v" + nth, "2026-03-%02dT10:00Z".formatted(nth + 2));
        }
        for (String day : List.of("05", "05", "06", "07", "08", "08")) {
            incident("i" + incidents.size(), "2026-03-%sT11:00Z".formatted(day), "2026-03-%sT12:00Z".formatted(day));
        }

        assertThat(devLake().changeFailRate().value()).hasValue(4 / 23.0);
        assertThat(gitLab().changeFailRate().value()).hasValue(6 / 23.0);
    }

    /** O5: two successes of one deployment, and one of a test environment, are three deployments on two days. */
    @Test
    void fourKeysCountsEverySuccessThatIsReported() {
        statuses.add(new Success("1", "a", at("2026-03-03T10:00Z")));
        statuses.add(new Success("1", "a", at("2026-03-03T11:00Z")));
        statuses.add(new Success("2", "b", at("2026-03-04T11:00Z")));

        assertThat(fourKeys().deploymentFrequency().n()).isEqualTo(3);
        // weeks have 2, 0, 0 and 0 days
        assertThat(fourKeys().deploymentFrequency().value()).hasValue(0);
        assertThat(devLake().deploymentFrequency().n()).isZero();
    }

    /** O6: only what was pushed with the deployed commit as its head counts, and other days are 0. */
    @Test
    void fourKeysKnowsTheCommitsOfThePushOnlyAndFillsDaysWithZero() {
        var day = new Window(at("2026-03-03T00:00Z"), at("2026-03-05T00:00Z"), ZoneOffset.UTC);
        pushes.add(new Push("b", List.of(commit("a", "2026-03-03T08:00Z"), commit("b", "2026-03-03T12:00Z"))));
        pushes.add(new Push("c", List.of(commit("c", "2026-03-03T09:00Z"))));
        statuses.add(new Success("1", "b", at("2026-03-03T12:00Z")));

        LabMetrics.LabMetric leadTime =
                new FourKeysDefinitions().of(history(), day).changeLeadTime();

        // a took 4 h; b was not written before its deployment; c was never deployed. Medians of the days: 4 h and 0
        assertThat(leadTime.n()).isEqualTo(1);
        assertThat(leadTime.value()).hasValue(HOUR.multipliedBy(2).toSeconds());
    }

    /** O7: from the deployment that the incident names, in whole hours; two incidents of one deployment are 2 of 1. */
    @Test
    void fourKeysMeasuresFromTheCauseInWholeHours() {
        statuses.add(new Success("1", "a", at("2026-03-03T10:00Z")));
        incidents.add(
                new Incident("i", at("2026-03-03T11:00Z"), Optional.of(at("2026-03-03T13:59Z")), Optional.of("1")));
        incidents.add(
                new Incident("j", at("2026-03-03T11:00Z"), Optional.of(at("2026-03-03T15:01Z")), Optional.of("1")));
        incidents.add(
                new Incident("k", at("2026-03-03T11:00Z"), Optional.of(at("2026-03-03T12:00Z")), Optional.empty()));

        assertThat(fourKeys().changeFailRate().value()).hasValue(2);
        // 3 h, 5 h and, without a cause, 1 h
        assertThat(fourKeys().recoveryTime().value())
                .hasValue(HOUR.multipliedBy(3).toSeconds());
    }

    /** O8: days with medians of 1 h and 5 h give 3 h, where the median of the items is 1 h; negative is 0. */
    @Test
    void gitLabTakesTheMedianOfTheDaysMedians() {
        merged(1, "2026-03-03T08:00Z", "2026-03-03T08:00Z", "2026-03-03T09:00Z");
        merged(2, "2026-03-03T08:00Z", "2026-03-03T08:00Z", "2026-03-03T09:00Z");
        merged(3, "2026-03-03T08:00Z", "2026-03-03T08:00Z", "2026-03-03T11:00Z");
        deployed("1", "a", "2026-03-03T10:00Z", 1, 2, 3);
        merged(4, "2026-03-04T01:00Z", "2026-03-04T02:00Z", "2026-03-04T05:00Z");
        deployed("2", "b", "2026-03-04T10:00Z", 4);

        assertThat(gitLab().changeLeadTime().value())
                .hasValue(HOUR.multipliedBy(3).toSeconds());
        assertThat(gitLab().changeLeadTime().n()).isEqualTo(4);
        assertThat(gitLab().deploymentFrequency().value()).hasValue(2 / 28.0);
    }

    /** O9: three incidents and two deployments are 150 percent. */
    @Test
    void gitLabsFailRateMayPassOne() {
        deployed("1", "a", "2026-03-03T10:00Z");
        deployed("2", "b", "2026-03-04T10:00Z");
        for (int nth = 0; nth < 3; nth++) {
            incident("i" + nth, "2026-03-04T11:00Z", "2026-03-04T13:00Z");
        }

        assertThat(gitLab().changeFailRate().value()).hasValue(1.5);
        assertThat(devLake().changeFailRate().value()).hasValue(0.5);
        assertThat(gitLab().recoveryTime().value())
                .hasValue(HOUR.multipliedBy(2).toSeconds());
    }

    /** O10: V1 V2 V3 V1: V2 was bad, and was repaired by the last. The same version twice in a row is no rollback. */
    @Test
    void datadogBlamesTheFirstDeploymentBehindARollback() {
        deployed("1", "v1", "2026-03-03T10:00Z");
        deployed("2", "v1", "2026-03-03T11:00Z");
        deployed("3", "v2", "2026-03-03T12:00Z");
        deployed("4", "v3", "2026-03-03T13:00Z");
        deployed("5", "v1", "2026-03-03T15:00Z");

        assertThat(datadog().changeFailRate().value()).hasValue(1 / 5.0);
        assertThat(datadog().recoveryTime().value())
                .hasValue(HOUR.multipliedBy(3).toSeconds());
    }

    /** O11: nothing for the first deployment, and nothing after a gap of more than 60 days. */
    @Test
    void datadogHasNoLeadTimeAfterALongGap() {
        deployment("1", "a", "2025-12-01T10:00Z", true, List.of(commit("a", "2025-12-01T09:00Z")));
        deployment("2", "b", "2026-03-03T10:00Z", true, List.of(commit("b", "2026-03-03T09:00Z")));
        deployment("3", "c", "2026-03-04T10:00Z", true, List.of(commit("c", "2026-03-04T08:00Z")));

        assertThat(datadog().changeLeadTime().n()).isEqualTo(1);
        assertThat(datadog().changeLeadTime().value())
                .hasValue(HOUR.multipliedBy(2).toSeconds());
    }

    /** O12: a revert blames the deployment that carried the original, unless both ship together; a hotfix the one before. */
    @Test
    void datadogBlamesWhatARevertOrAHotfixRepairs() {
        change(new Change(
                2,
                Optional.empty(),
                at("2026-03-03T08:00Z"),
                Optional.empty(),
                Optional.empty(),
                at("2026-03-03T09:00Z"),
                Optional.of(1L),
                false));
        merged(1, "2026-03-03T07:00Z", "2026-03-03T07:00Z", "2026-03-03T08:00Z");
        change(new Change(
                3,
                Optional.empty(),
                at("2026-03-03T08:00Z"),
                Optional.empty(),
                Optional.empty(),
                at("2026-03-03T09:00Z"),
                Optional.empty(),
                true));
        deployed("1", "a", "2026-03-03T10:00Z", 1);
        deployed("2", "b", "2026-03-03T11:00Z");
        deployed("3", "c", "2026-03-03T12:00Z", 2, 3);

        // the revert blames 1, the hotfix 2
        assertThat(datadog().changeFailRate().value()).hasValue(2 / 3.0);
        deployments.clear();
        deployed("0", "z", "2026-03-03T09:30Z");
        deployed("1", "a", "2026-03-03T10:00Z", 1, 2);
        assertThat(datadog().changeFailRate().value()).hasValue(0);
    }

    /** O13: 55 runs in 28 days are 1 a day; a failed one counts in the denominator, and a run is dated by its start. */
    @Test
    void middlewareCutsFrequencyToAWholeNumberAndCountsFailedRuns() {
        for (int nth = 0; nth < 55; nth++) {
            deployed(
                    "d" + nth,
                    "v" + nth,
                    at("2026-03-02T02:00Z").plus(HOUR.multipliedBy(12L * nth)).toString());
        }
        deployment("bad", "x", "2026-03-29T23:00Z", false, List.of());
        // the start of this one is before the window
        deployed("early", "y", "2026-03-02T00:30Z");
        incident("i", "2026-03-10T00:00Z", "2026-03-10T01:00Z");
        incident("j", "2026-03-10T00:10Z", "2026-03-10T04:00Z");

        assertThat(middleware().deploymentFrequency().value()).hasValue(1);
        assertThat(middleware().changeFailRate().value()).hasValue(1 / 56.0);
        // 1 h and 3 h 50 min
        assertThat(middleware().recoveryTime().value()).hasValue(8_700);
    }

    /** O14: a mean of parts, of which a missing one is 0; a change that was merged when the window began is out. */
    @Test
    void middlewareTakesTheMeanAndCountsAMissingPartAsNothing() {
        change(new Change(
                1,
                Optional.of(at("2026-03-03T08:00Z")),
                at("2026-03-03T09:00Z"),
                Optional.of(at("2026-03-03T10:00Z")),
                Optional.of(at("2026-03-03T12:00Z")),
                at("2026-03-03T13:00Z"),
                Optional.empty(),
                false));
        // without a review: 1 h to be opened, and 2 h until the run
        merged(2, "2026-03-03T08:00Z", "2026-03-03T09:00Z", "2026-03-03T13:00Z");
        merged(3, "2026-03-01T08:00Z", "2026-03-01T09:00Z", "2026-03-02T00:00Z");
        deployment("1", "a", "2026-03-03T16:00Z", true, List.of());

        // 7 h and 3 h
        assertThat(middleware().changeLeadTime().n()).isEqualTo(2);
        assertThat(middleware().changeLeadTime().value())
                .hasValue(HOUR.multipliedBy(5).toSeconds());
    }

    @Test
    void haveNoNumbersForNothing() {
        assertThat(ToolDefinitions.ofOthers()).hasSize(5).allSatisfy(definition -> {
            LabMetrics metrics = definition.of(history(), MARCH);
            assertThat(metrics.changeLeadTime().value()).isEmpty();
            assertThat(metrics.changeFailRate().value()).isEmpty();
            assertThat(metrics.recoveryTime().value()).isEmpty();
        });
    }

    private LabMetrics devLake() {
        return new DevLakeDefinitions().of(history(), MARCH);
    }

    private LabMetrics fourKeys() {
        return new FourKeysDefinitions().of(history(), MARCH);
    }

    private LabMetrics gitLab() {
        return new GitLabDefinitions().of(history(), MARCH);
    }

    private LabMetrics datadog() {
        return new DatadogDefinitions().of(history(), MARCH);
    }

    private LabMetrics middleware() {
        return new MiddlewareDefinitions().of(history(), MARCH);
    }

    private LabHistory history() {
        return new LabHistory(deployments, statuses, pushes, changes, incidents);
    }

    /** A success in production, which began an hour before it ended. */
    private void deployed(String id, String sha, String finishedAt, long... shipped) {
        Instant end = at(finishedAt);
        deployments.add(new Attempt(
                id,
                Tier.PRODUCTION,
                sha,
                end.minus(HOUR),
                Optional.of(end),
                true,
                List.of(),
                Arrays.stream(shipped).boxed().toList()));
    }

    private void deployment(String id, String sha, String finishedAt, boolean succeeded, List<Commit> commits) {
        Instant end = at(finishedAt);
        deployments.add(new Attempt(
                id, Tier.PRODUCTION, sha, end.minus(HOUR), Optional.of(end), succeeded, commits, List.of()));
    }

    private void merged(long number, String firstCommitAt, String openedAt, String mergedAt) {
        change(new Change(
                number,
                Optional.of(at(firstCommitAt)),
                at(openedAt),
                Optional.empty(),
                Optional.empty(),
                at(mergedAt),
                Optional.empty(),
                false));
    }

    private void change(Change change) {
        changes.put(change.number(), change);
    }

    private void incident(String id, String startedAt, String resolvedAt) {
        incidents.add(new Incident(id, at(startedAt), Optional.of(at(resolvedAt)), Optional.empty()));
    }

    private static Commit commit(String id, String at) {
        return new Commit(id, at(at));
    }

    private static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }
}
