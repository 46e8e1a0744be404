package dev.millrace.pipeline.build;

import static dev.millrace.pipeline.build.TestBuilds.jobWithRetries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.workflow.JobDefinition.RetryCause;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRuleTest {

    @ParameterizedTest
    @CsvSource({"0, 1, true", "0, 2, false", "1, 2, false", "3, 3, true", "3, 4, false"})
    void repeatsAJobWhoseMachineFailedOnceOrAsOftenAsItAllows(int retries, int attempts, boolean again) {
        assertThat(RetryRule.allows(jobWithRetries("unit", retries), attempts, RunState.ERROR))
                .isEqualTo(again);
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "TIMED_OUT"})
    void repeatsAJobThatFailedByItselfOnlyWhereThatIsAsked(RunState end) {
        var cause = end == RunState.FAILED ? RetryCause.FAILURE : RetryCause.TIMEOUT;
        var other = end == RunState.FAILED ? RetryCause.TIMEOUT : RetryCause.FAILURE;

        assertThat(RetryRule.allows(jobWithRetries("unit", 2), 1, end)).isFalse();
        assertThat(RetryRule.allows(jobWithRetries("unit", 2, other), 1, end)).isFalse();
        assertThat(RetryRule.allows(jobWithRetries("unit", 2, cause), 1, end)).isTrue();
        assertThat(RetryRule.allows(jobWithRetries("unit", 2, cause), 2, end)).isTrue();
        assertThat(RetryRule.allows(jobWithRetries("unit", 2, cause), 3, end)).isFalse();
        assertThat(RetryRule.allows(jobWithRetries("unit", 0, cause), 1, end)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"PASSED", "CANCELLED", "SKIPPED"})
    void repeatsNoOther(RunState end) {
        assertThat(RetryRule.allows(jobWithRetries("unit", 5, RetryCause.FAILURE, RetryCause.TIMEOUT), 1, end))
                .isFalse();
    }
}
