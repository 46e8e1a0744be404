package dev.millrace.insights.metric;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * All five metrics of March 2026 in one line, so that a scenario states its whole answer: {@code deployments=2/30 lead=1:4h
 * fail=0/2 rework=0/2 recovery=0 unrecovered=0 unknown=1}. Deployments are by calendar days from the first success on; lead and
 * recovery are the number of items and their median.
 */
final class Golden {

    static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    static final Instant TO = Instant.parse("2026-04-01T00:00:00Z");
    static final Window MARCH = new Window(FROM, TO, ZoneId.of("UTC"));

    private Golden() {}

    static String answer(Story story) {
        DeploymentLog log = story.log();
        DeploymentFrequency frequency = DeploymentFrequency.of(log, MARCH, Choices.DEFAULT);
        ChangeLeadTime leadTime = ChangeLeadTime.of(log, MARCH, Choices.DEFAULT);
        List<JudgedOutcome> all = story.outcomes();
        List<JudgedOutcome> inWindow = all.stream()
                .filter(outcome -> MARCH.contains(outcome.judged().finishedAt()))
                .toList();
        List<JudgedOutcome> bearing = inWindow.stream()
                .filter(outcome -> outcome.judged().effect().changeBearing())
                .toList();
        List<JudgedOutcome> moving = inWindow.stream()
                .filter(outcome -> !(outcome.judged().effect() instanceof Effect.Redeploy)
                        && !(outcome.judged().effect() instanceof Effect.OutOfOrder))
                .toList();
        List<Double> recoveries = all.stream()
                .filter(outcome -> outcome.recoveredAt().filter(MARCH::contains).isPresent())
                .map(outcome -> Seconds.of(outcome.recoveryTime().orElseThrow()))
                .toList();
        return line(
                frequency.n(),
                frequency.days(),
                leadTime.seconds().n(),
                leadTime.seconds().median(),
                bearing.stream().filter(JudgedOutcome::failed).count(),
                bearing.size(),
                moving.stream().filter(JudgedOutcome::rework).count(),
                moving.size(),
                recoveries,
                bearing.stream()
                        .filter(outcome ->
                                outcome.failed() && outcome.recoveredAt().isEmpty())
                        .count(),
                leadTime.excluded().unknownDeployments());
    }

    static String line(
            long deployments,
            long days,
            long commits,
            OptionalDouble leadSeconds,
            long failed,
            long bearing,
            long rework,
            long moving,
            Collection<Double> recoverySeconds,
            long unrecovered,
            long unknown) {
        return "deployments=%d/%d lead=%s fail=%d/%d rework=%d/%d recovery=%s unrecovered=%d unknown=%d"
                .formatted(
                        deployments,
                        days,
                        median(commits, leadSeconds),
                        failed,
                        bearing,
                        rework,
                        moving,
                        median(recoverySeconds.size(), Quantiles.medianOf(recoverySeconds)),
                        unrecovered,
                        unknown);
    }

    private static String median(long n, OptionalDouble seconds) {
        return seconds.isEmpty() ? "0" : n + ":" + hours(seconds.getAsDouble());
    }

    private static String hours(double seconds) {
        double hours = seconds / 3_600;
        return hours == Math.rint(hours) ? "%.0fh".formatted(hours) : String.format(Locale.ROOT, "%.4fh", hours);
    }
}
