package dev.millrace.pipeline.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.check.CheckContent.Status;
import dev.millrace.pipeline.page.BuildLinks;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadContentTest {

    private final HeadContent content =
            new HeadContent(BuildLinks.unsigned(URI.create("https://millrace.example"), Clock.systemUTC()));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "QUEUED QUEUED; QUEUED; ; Queued",
                "RUNNING QUEUED; IN_PROGRESS; ; Running: 0 of 2 builds done",
                "PASSED QUEUED; IN_PROGRESS; ; Running: 1 of 2 builds done",
                "FAILED RUNNING; IN_PROGRESS; ; Running: 1 of 2 builds done",
                "PASSED PASSED; COMPLETED; SUCCESS; 2 builds passed",
                "PASSED; COMPLETED; SUCCESS; 1 build passed",
                "SKIPPED PASSED; COMPLETED; SUCCESS; 2 builds passed",
                "FAILED PASSED; COMPLETED; FAILURE; Failed: ci",
                "TIMED_OUT PASSED; COMPLETED; FAILURE; Failed: ci",
                "ERROR CANCELLED; COMPLETED; FAILURE; Failed: ci",
                "CANCELLED PASSED; COMPLETED; CANCELLED; Cancelled: ci",
                "FAILED FAILED FAILED FAILED; COMPLETED; FAILURE; 'Failed: ci, ci, ci and 1 more'"
            })
    void isWhatItsBuildsAre(String states, Status status, Conclusion conclusion, String title) {
        List<BuildRow> builds = Arrays.stream(states.split(" "))
                .map(state -> TestBuilds.in(RunState.valueOf(state), TestBuilds.build(TestBuilds.pipeline())))
                .toList();

        CheckContent shown = content.of(builds);

        assertThat(shown.status()).isEqualTo(status);
        assertThat(shown.conclusion()).isEqualTo(Optional.ofNullable(conclusion));
        assertThat(shown.title()).isEqualTo(title);
        assertThat(shown.state()).isNotNull();
        assertThat(content.of(builds)).isEqualTo(shown);
    }

    @Test
    void isReadFromTheDatabaseAsItWasWritten() {
        CheckContent shown =
                content.of(List.of(TestBuilds.in(RunState.FAILED, TestBuilds.build(TestBuilds.pipeline()))));

        assertThat(StoredContent.read(StoredContent.write(shown))).isEqualTo(shown);
    }
}
