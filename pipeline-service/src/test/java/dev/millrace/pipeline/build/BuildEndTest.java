package dev.millrace.pipeline.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildEndTest {

    @ParameterizedTest
    @CsvSource({
        "PASSED PASSED, PASSED",
        "PASSED SKIPPED, PASSED",
        "SKIPPED SKIPPED, SKIPPED",
        "FAILED SKIPPED, FAILED",
        "ERROR FAILED, FAILED",
        "TIMED_OUT ERROR, TIMED_OUT",
        "PASSED ERROR, ERROR",
        "CANCELLED PASSED, CANCELLED"
    })
    void isTheGravestOfItsJobs(String jobs, RunState end) {
        assertThat(BuildEnd.of(Optional.empty(), rows(jobs)).state()).isEqualTo(end);
    }

    @Test
    void hasTheReasonOfTheFirstJobThatDecided() {
        List<JobRow> jobs = rows("ERROR FAILED FAILED");

        assertThat(BuildEnd.of(Optional.empty(), jobs).reason()).contains("reason of 1");
    }

    @Test
    void isCancelledIfThatKeptAJobFromItsOwnEnd() {
        List<JobRow> jobs = List.of(
                row(0, RunState.FAILED, "exit code 1"),
                row(1, RunState.SKIPPED, "cancelled by ada"),
                row(2, RunState.PASSED, ""));

        assertThat(BuildEnd.of(Optional.of("ada"), jobs))
                .isEqualTo(new BuildEnd(RunState.CANCELLED, Optional.of("cancelled by ada")));
    }

    @Test
    void isNotCancelledIfAllJobsHadEndedByThemselves() {
        List<JobRow> jobs =
                List.of(row(0, RunState.PASSED, ""), row(1, RunState.SKIPPED, "its condition does not hold"));

        assertThat(BuildEnd.of(Optional.of("ada"), jobs).state()).isEqualTo(RunState.PASSED);
    }

    @Test
    void refusesJobsThatHaveNotEnded() {
        assertThatThrownBy(() -> BuildEnd.of(Optional.empty(), rows("PASSED RUNNING")))
                .hasMessage("job 'job1' has not ended");
    }

    private static List<JobRow> rows(String states) {
        List<RunState> all =
                Arrays.stream(states.split(" ", -1)).map(RunState::valueOf).toList();
        return IntStream.range(0, all.size())
                .mapToObj(position -> row(position, all.get(position), "reason of " + position))
                .toList();
    }

    private static JobRow row(int position, RunState state, String reason) {
        return new JobRow(
                new java.util.UUID(0, 1),
                position,
                "job" + position,
                state,
                Optional.of(reason).filter(text -> !text.isEmpty()),
                1,
                Optional.empty(),
                Optional.empty());
    }
}
