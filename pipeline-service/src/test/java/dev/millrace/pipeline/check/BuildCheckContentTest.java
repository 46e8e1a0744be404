package dev.millrace.pipeline.check;

import static dev.millrace.pipeline.build.TestBuilds.QUEUED_AT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobReport;
import dev.millrace.pipeline.build.JobReport.FailedStep;
import dev.millrace.pipeline.build.JobReport.TestCount;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.page.BuildLinks;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuildCheckContentTest {

    private static final URI PUBLIC = URI.create("https://millrace.example/");

    private final BuildRow build =
            TestBuilds.build(TestBuilds.pipeline(TestBuilds.job("unit"), TestBuilds.job("lint|[x](y)")));

    @Test
    void statesWhenAndByWhomItWasTriggeredAndARowForEachJob() {
        String summary = content(Map.of()).summary();

        assertThat(summary)
                .startsWith(
                        "`pull_request.opened` of #7 on `topic` at `%s`, triggered 2026-11-20 10:00:00 UTC by `ada`."
                                .formatted(build.sha()))
                .contains("| Job | State | Started | Duration | Attempts | Log |\n|---|---|---|---|---|---|\n")
                .contains(
                        "| unit | ❌ failed: exit code 1 | 2026-11-20 10:00:00 UTC | 0.0 s | 2 | [log](https://millrace.example/builds/%s/jobs/0) |\n"
                                .formatted(build.id()))
                .contains("| lint\\|[x](y) | not run |  |  |  |  |\n");
    }

    @Test
    void namesTheStepThatFailedAboveTheEndOfTheLog() {
        var report =
                new JobReport(Optional.of(new FailedStep(2, 3, "make `all`")), Optional.empty(), Optional.empty(), 0);

        String text = content(Map.of(0, report)).text().orElseThrow();

        assertThat(text).isEqualTo("""
                        **unit** ended in steps 2 to 3, `` make `all` ``.

                        The end of the log of **unit**:

                        ````
                        last ``` line
                        ````
                        """);
    }

    @Test
    void showsTestsAndWhatJobsWroteAboutThemselves() {
        var report = new JobReport(
                Optional.empty(), Optional.of(new TestCount(120, 2, 1)), Optional.of("| a |\n~~~\nopen"), 0);

        CheckContent content = content(Map.of(0, report, 1, summary("second")));

        assertThat(content.summary()).contains("\nTests:\n\n- unit: 120 passed, 2 failed, 1 skipped\n");
        assertThat(content.text().orElseThrow())
                .endsWith("\n### unit\n\n| a |\n~~~\nopen\n~~~\n\n### lint\\|[x](y)\n\nsecond\n");
    }

    private static JobReport summary(String text) {
        return new JobReport(Optional.empty(), Optional.empty(), Optional.of(text), 0);
    }

    private CheckContent content(Map<Integer, JobReport> reported) {
        BuildRow failed = TestBuilds.failed(build);
        JobRow unit = new JobRow(
                build.id(),
                0,
                "unit",
                RunState.FAILED,
                Optional.of("exit code 1"),
                2,
                Optional.of(QUEUED_AT),
                Optional.of(QUEUED_AT));
        JobRow lint = new JobRow(
                build.id(),
                1,
                "lint|[x](y)",
                RunState.SKIPPED,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.of(QUEUED_AT));
        return new BuildCheckContent(BuildLinks.unsigned(PUBLIC, Clock.systemUTC()))
                .of(failed, List.of(unit, lint), reported, job -> "last ``` line", Optional.empty());
    }
}
