package dev.millrace.ingest.reconciliation;

import static dev.millrace.ingest.reconciliation.RefWorld.NAME;
import static dev.millrace.ingest.reconciliation.RefWorld.START;
import static dev.millrace.ingest.reconciliation.RefWorld.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LateReportTest {

    private static final UUID ID = new UUID(0, 1);
    private static final Optional<Instant> BEFORE_THE_SYNC = Optional.of(START.plusSeconds(30));
    private static final Optional<Instant> LONG_AFTER_THE_SYNC = Optional.of(START.plusSeconds(3_600));

    @Test
    void isOfTheWholeChange() {
        Optional<ReconciledRef> left =
                LateReport.explained(step("", "a"), BEFORE_THE_SYNC, List.of(reconciled("", "a")));

        assertThat(left).map(ReconciledRef::id).contains(ID);
        assertThat(left).flatMap(ReconciledRef::open).isEmpty();
    }

    @Test
    void isOfTheWholeChangeWhateverTheForgeStatesAsTimeOfTheLastPush() {
        assertThat(LateReport.explained(step("", "a"), LONG_AFTER_THE_SYNC, List.of(reconciled("", "a"))))
                .isPresent();
        assertThat(LateReport.explained(step("", "a"), Optional.empty(), List.of(reconciled("", "a"))))
                .isPresent();
    }

    @Test
    void isOfAPartOfTheChange() {
        ReconciledRef all = reconciled("a", "d");

        ReconciledRef withoutEnd = LateReport.explained(step("c", "d"), BEFORE_THE_SYNC, List.of(all))
                .orElseThrow();
        ReconciledRef withoutBoth = LateReport.explained(step("a", "b"), BEFORE_THE_SYNC, List.of(withoutEnd))
                .orElseThrow();
        ReconciledRef nothing = LateReport.explained(step("b", "c"), BEFORE_THE_SYNC, List.of(withoutBoth))
                .orElseThrow();

        assertThat(withoutEnd.open()).contains(step("a", "c"));
        assertThat(withoutBoth.open()).contains(step("b", "c"));
        assertThat(nothing.open()).isEmpty();
    }

    @Test
    void isOfTheMiddleOfTheChangeIfItWasPushedBetweenTheSyncs() {
        ReconciledRef all = reconciled("a", "d");

        assertThat(LateReport.explained(step("b", "c"), BEFORE_THE_SYNC, List.of(all)))
                .contains(all);
        assertThat(LateReport.explained(step("b", "c"), Optional.empty(), List.of(all)))
                .isEmpty();
    }

    @Test
    void isNewsIfItWasPushedLater() {
        assertThat(LateReport.explained(step("", "b"), LONG_AFTER_THE_SYNC, List.of(reconciled("", "a"))))
                .isEmpty();
    }

    @Test
    void isNewsIfAllOfTheChangeIsExplained() {
        ReconciledRef explained = LateReport.explained(step("", "a"), BEFORE_THE_SYNC, List.of(reconciled("", "a")))
                .orElseThrow();

        assertThat(LateReport.explained(step("", "a"), BEFORE_THE_SYNC, List.of(explained)))
                .isEmpty();
    }

    private static ReconciledRef reconciled(String before, String after) {
        return new ReconciledRef(
                ID,
                new UUID(0, 2),
                NAME,
                step(before, after),
                Optional.of(step(before, after)),
                START,
                START.plusSeconds(60));
    }
}
