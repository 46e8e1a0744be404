package dev.millrace.pipeline.execution;

import dev.millrace.pipeline.build.JobReport.FailedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The script of a job, see {@link JobScript#text}, which announces each of its steps: in the log with a line of its own, and in the file {@code step} of the
 * report folder, from which the step that failed is read.
 *
 * <p>A command may begin in one step and end in another. A step is announced only where bash
 * expects a new command, so that the script does what it would do without: what the steps before it add up to must be whole, which
 * {@code bash -n} decides. The announcement leaves {@code $?} as it was, writes to the output that the job began with, also if a step
 * has redirected it, and is not traced. Steps that read {@code $_} or {@code PIPESTATUS}, which it cannot leave, are not announced.
 *
 * @param text what bash runs
 * @param steps those that are announced, with those that follow them unannounced
 */
record StepScript(String text, List<FailedStep> steps) {

    /** How the line of a step in the log begins. */
    static final String MARK = "[millrace] step ";

    private static final Pattern READS_WHAT_IS_LOST = Pattern.compile("\\$_\\b|\\$\\{_\\b|PIPESTATUS");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
    private static final int LONGEST_TITLE = 120;

    /**
     * The output is kept under a number that no script uses for its own. Nothing here may fail the job: it has {@code set -e}, and
     * a limit of open files, or an output that nothing reads any more.
     */
    private static final String ANNOUNCE = """
            { exec 219>&1; } 2>/dev/null || :
            __millrace_report=${MILLRACE_SUMMARY-}
            __millrace_report=${__millrace_report%/*}
            __millrace_step() {
                local result=$?
                [ -z "$__millrace_report" ] || builtin printf '%s' "$1" >"$__millrace_report/step" || :
                builtin printf '%s%s\\n' "$2" "$3" >&219 || :
                return "$result"
            }
            """;

    StepScript {
        steps = List.copyOf(steps);
    }

    /**
     * The script.
     *
     * @param steps of the job, one or more
     * @throws InterruptedException if this instance stops
     */
    static StepScript of(List<String> steps) throws InterruptedException {
        List<Integer> begins = begins(steps);
        List<FailedStep> announced = new ArrayList<>();
        for (int index = 0; index < begins.size(); index++) {
            int first = begins.get(index);
            int next = index + 1 < begins.size() ? begins.get(index + 1) : steps.size();
            announced.add(new FailedStep(first + 1, next, title(steps.get(first))));
        }
        return new StepScript(text(steps, announced), announced);
    }

    /** A job with one step, or one that cannot be divided, needs no line that states this. */
    private static String text(List<String> steps, List<FailedStep> announced) {
        if (announced.size() == 1) {
            return JobScript.text(steps);
        }
        var script = new StringBuilder(JobScript.text(List.of())).append(ANNOUNCE);
        for (FailedStep step : announced) {
            // in an && list, so that a result other than 0 is kept and does not end the script
            script.append("{ __millrace_step %d '%s' %s && :; } 2>/dev/null\n"
                    .formatted(step.number(), step.number() == 1 ? "" : "\n", quoted(line(step, steps.size()))));
            steps.subList(step.number() - 1, step.through())
                    .forEach(text -> script.append(text).append('\n'));
        }
        return script.toString();
    }

    private static String line(FailedStep step, int count) {
        String number =
                step.through() == step.number() ? String.valueOf(step.number()) : step.number() + "-" + step.through();
        return "%s%s/%d: %s".formatted(MARK, number, count, step.text());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** The first line of a step that is not blank. */
    private static String title(String step) {
        String line = step.lines()
                .map(text -> CONTROL.matcher(text).replaceAll(" ").strip())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return line.codePointCount(0, line.length()) <= LONGEST_TITLE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_TITLE - 1)) + "…";
    }

    /** Indexes of the steps that may be announced; the first one always may. */
    private static List<Integer> begins(List<String> steps) throws InterruptedException {
        List<Integer> begins = new ArrayList<>(List.of(0));
        var parser = new BashSyntax();
        var before = new StringBuilder();
        for (int index = 1; index < steps.size(); index++) {
            before.append(steps.get(index - 1)).append('\n');
            if (!READS_WHAT_IS_LOST.matcher(steps.get(index)).find() && parser.isWhole(before.toString())) {
                begins.add(index);
            }
        }
        return begins;
    }
}
