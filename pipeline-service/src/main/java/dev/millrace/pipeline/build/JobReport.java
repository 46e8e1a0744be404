package dev.millrace.pipeline.build;

import java.util.Optional;

/**
 * What a job reported besides its end.
 *
 * @param failedStep the step that failed; empty if none did
 * @param tests how many tests its reports contain; empty if it has no reports
 * @param summary Markdown that it wrote, at most 64 KiB
 * @param annotations how many remarks about lines of files it made
 */
public record JobReport(
        Optional<FailedStep> failedStep, Optional<TestCount> tests, Optional<String> summary, int annotations) {

    /**
     * A step of a job that failed. Where a script cannot be divided between two steps, they are one.
     *
     * @param number 1 for the first
     * @param through the last one of several; {@code number} if it is one
     * @param text its first line
     */
    public record FailedStep(int number, int through, String text) {

        /** As people read it: {@code step 2} or {@code steps 2 to 4}. */
        public String name() {
            return through == number ? "step " + number : "steps %d to %d".formatted(number, through);
        }
    }

    /** Tests in the reports of a job. */
    public record TestCount(int passed, int failed, int skipped) {

        /** As people read it. */
        public String text() {
            return "%d passed, %d failed, %d skipped".formatted(passed, failed, skipped);
        }
    }
}
