package dev.millrace.ingest.reconciliation;

import static dev.millrace.ingest.reconciliation.RefWorld.START;
import static dev.millrace.ingest.reconciliation.RefWorld.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each case by itself; {@link ReconciliationTest} mixes them. Times are in minutes after the start. */
class ExplainMovesTest {

    private static final UUID MIRROR = new UUID(0, 1);
    private static final UUID OTHER_MIRROR = new UUID(0, 2);

    private final RefWorld world = new RefWorld();
    private long reports;

    @Test
    void publishesNothingForAMoveThatWasReportedBeforeOrAfterTheSync() {
        reported("a", "b", 1);
        found("a", "b", 0, 2);
        found("b", "c", 2, 3);
        reported("b", "c", 4);

        decideAt(20);

        assertThat(world.reconciled()).isEmpty();
        assertThat(world.waiting()).isZero();
    }

    @Test
    void waitsUntilTheGracePeriodHasPassed() {
        found("", "a", 0, 1);

        decideAt(5);
        assertThat(world.published()).isEmpty();

        decideAt(6);
        assertThat(world.published()).containsExactly(step("", "a"));
    }

    @Test
    void takesReportsThatFollowEachOtherForAMoveThatASyncSawAsOne() {
        reported("b", "c", 2);
        reported("a", "b", 3);
        found("a", "c", 0, 4);

        decideAt(20);

        assertThat(world.reconciled()).isEmpty();
    }

    @Test
    void takesOneReportForMovesThatFollowEachOther() {
        found("a", "b", 0, 1);
        found("b", "c", 1, 2);
        reported("a", "c", 3);

        decideAt(20);

        assertThat(world.published()).containsExactly(step("a", "c"));
    }

    @Test
    void publishesOnlyTheRestOfAMoveWhoseBeginningMiddleOrEndWasReported() {
        reported("c", "d", 2);
        found("a", "f", 0, 5);

        decideAt(20);

        assertThat(world.published()).containsExactly(step("c", "d"), step("a", "c"), step("d", "f"));
    }

    @Test
    void publishesADeletionAndARecreationWithTheSameObjectEachOnce() {
        reported("", "a", 1);
        found("", "a", 0, 1);
        found("a", "", 20, 21);
        found("", "a", 40, 41);

        decideAt(60);

        assertThat(world.published()).containsExactly(step("", "a"), step("a", ""), step("", "a"));
    }

    @Test
    void publishesAMoveBackToAnEarlierObjectAlthoughTheFirstMoveToItWasReported() {
        reported("a", "b", 1);
        found("a", "b", 0, 2);
        reported("b", "c", 30);
        found("b", "c", 29, 31);
        found("c", "b", 59, 60);

        decideAt(90);

        assertThat(world.published()).containsExactly(step("a", "b"), step("b", "c"), step("c", "b"));
        assertThat(world.reconciled()).containsExactly(step("c", "b"));
    }

    @Test
    void doesNotTakeAReportOfAnEarlierMoveForALaterOne() {
        found("a", "b", 0, 1);
        reported("b", "c", 2);
        found("b", "c", 1, 3);

        decideAt(20);

        assertThat(world.reconciled()).containsExactly(step("a", "b"));
    }

    @Test
    void takesAReportThatArrivedShortlyBeforeTheSyncThatDidNotSeeItsChange() {
        reported("a", "b", 5);
        found("a", "b", 9, 10);

        decideAt(30);

        assertThat(world.reconciled()).isEmpty();
    }

    @Test
    void publishesAChangeOnceThatTwoMirrorsFindJoinedInDifferentWays() {
        found(MIRROR, "a", "c", 0, 10);
        decideAt(20);
        found(OTHER_MIRROR, "a", "b", 0, 5);
        found(OTHER_MIRROR, "b", "c", 5, 15);

        decideAt(60);

        assertThat(world.published()).containsExactly(step("a", "c"));
        assertThat(world.waiting()).isZero();
    }

    @Test
    void takesTheReconciledEventOfOneMirrorForTheMoveOfAnother() {
        found(MIRROR, "", "a", 0, 1);
        found(OTHER_MIRROR, "", "a", 0, 14);

        decideAt(60);

        assertThat(world.published()).containsExactly(step("", "a"));
    }

    private void reported(String before, String after, int minute) {
        reports++;
        world.report(new UUID(1, reports), step(before, after), at(minute), at(minute));
    }

    private void found(String before, String after, int checkedMinute, int minute) {
        found(MIRROR, before, after, checkedMinute, minute);
    }

    private void found(UUID mirror, String before, String after, int checkedMinute, int minute) {
        world.found(mirror, step(before, after), at(checkedMinute), at(minute), at(minute));
    }

    private void decideAt(int minute) {
        world.decide(at(minute));
    }

    private static Instant at(int minute) {
        return START.plusSeconds(60L * minute);
    }
}
