package dev.millrace.pipeline.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.forge.CommitStatus.State;
import dev.millrace.pipeline.check.CheckContent.Status;
import dev.millrace.pipeline.check.CheckRow.Annotated;
import dev.millrace.pipeline.check.CheckRow.Lane;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusContentTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "QUEUED, , PENDING",
        "IN_PROGRESS, , PENDING",
        "COMPLETED, SUCCESS, SUCCESS",
        "COMPLETED, NEUTRAL, SUCCESS",
        "COMPLETED, SKIPPED, SUCCESS",
        "COMPLETED, FAILURE, FAILURE",
        "COMPLETED, TIMED_OUT, FAILURE",
        "COMPLETED, CANCELLED, ERROR",
        "COMPLETED, ACTION_REQUIRED, PENDING"
    })
    void hasTheStateOfTheCheckRun(Status status, Conclusion conclusion, State state) {
        boolean ended = status == Status.COMPLETED;
        var content = new CheckContent(
                status,
                Optional.ofNullable(conclusion),
                "title",
                "summary",
                Optional.empty(),
                Optional.of(NOW),
                ended ? Optional.of(NOW) : Optional.empty(),
                Optional.empty());
        var row = new CheckRow(
                UUID.randomUUID(),
                new Lane("github.com", "9"),
                "acme/widgets",
                "77",
                "lint",
                "beef",
                2,
                content,
                Optional.empty(),
                Optional.empty(),
                false,
                0,
                Annotated.NONE,
                true,
                true,
                Optional.empty());

        assertThat(StatusContent.of(row).state()).isEqualTo(state);
        assertThat(StatusContent.of(row).context()).isEqualTo("lint");
    }
}
