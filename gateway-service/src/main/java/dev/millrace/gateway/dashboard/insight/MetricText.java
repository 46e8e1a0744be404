package dev.millrace.gateway.dashboard.insight;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** How metrics and their values are written. */
final class MetricText {

    /** DORA's five, in the order of the report. */
    static final List<String> DORA = List.of(
            "deploymentFrequency",
            "changeLeadTime",
            "failedDeploymentRecoveryTime",
            "changeFailRate",
            "deploymentReworkRate");

    /** The time of a change, and its parts in their order; the parts of one change add up to the whole. */
    static final List<String> FLOW = List.of(
            "changeDeliveryTime",
            "codingTime",
            "draftTime",
            "pickupTime",
            "reviewTime",
            "mergeTime",
            "deployWaitTime",
            "deployTime");

    /** Of builds. */
    static final List<String> BUILDS = List.of("buildQueueTime", "buildTime");

    /** What stands in the place of a value that does not exist. */
    static final String NOTHING = "–";

    private static final Map<String, String> LABELS = Map.ofEntries(
            Map.entry("deploymentFrequency", "Deployment frequency"),
            Map.entry("changeLeadTime", "Change lead time"),
            Map.entry("failedDeploymentRecoveryTime", "Failed deployment recovery time"),
            Map.entry("changeFailRate", "Change fail rate"),
            Map.entry("deploymentReworkRate", "Deployment rework rate"),
            Map.entry("changeDeliveryTime", "Change delivery time"),
            Map.entry("codingTime", "Coding"),
            Map.entry("draftTime", "Draft"),
            Map.entry("pickupTime", "Waiting for review"),
            Map.entry("reviewTime", "Review"),
            Map.entry("mergeTime", "Waiting for merge"),
            Map.entry("deployWaitTime", "Waiting for deployment"),
            Map.entry("deployTime", "Deployment"),
            Map.entry("buildQueueTime", "Build queue"),
            Map.entry("buildTime", "Build"));

    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("deploymentFrequency", "deployments per calendar day that brought something new"),
            Map.entry("changeLeadTime", "median time from a commit to the deployment that shipped it first"),
            Map.entry("failedDeploymentRecoveryTime", "median time from a failed deployment until it was recovered"),
            Map.entry("changeFailRate", "share of deployments that brought something new and failed"),
            Map.entry("deploymentReworkRate", "share of deployments that repair an earlier one"),
            Map.entry("changeDeliveryTime", "median time from a change's first commit to its deployment"),
            Map.entry("codingTime", "from the first commit until the change was opened"),
            Map.entry("draftTime", "until it was ready for review"),
            Map.entry("pickupTime", "until the first review by another person"),
            Map.entry("reviewTime", "until the last approval before the merge"),
            Map.entry("mergeTime", "until it was merged"),
            Map.entry("deployWaitTime", "until its deployment began"),
            Map.entry("deployTime", "until its deployment had succeeded"),
            Map.entry("buildQueueTime", "until the first job of a build began"),
            Map.entry("buildTime", "from then to the end of the build"));

    /** Metrics of which a larger value is better; of all others a smaller one is. */
    private static final List<String> MORE_IS_BETTER = List.of("deploymentFrequency");

    private MetricText() {}

    static boolean isKnown(String name) {
        return LABELS.containsKey(name);
    }

    static String label(String name) {
        return LABELS.getOrDefault(name, name);
    }

    /** What the value is, in a few words. */
    static String meaning(String name) {
        return MEANINGS.getOrDefault(name, "");
    }

    /** Whether an increase is good news. */
    static boolean isMoreBetter(String name) {
        return MORE_IS_BETTER.contains(name);
    }

    /** A value in its unit. */
    static String value(OptionalDouble value, String unit) {
        if (value.isEmpty()) {
            return NOTHING;
        }
        double number = value.getAsDouble();
        return switch (unit) {
            case "seconds" -> duration(number);
            case "share" -> percent(number);
            case "deployments/day" -> number(number) + " per day";
            default -> number(number);
        };
    }

    /** A point of a series: of a frequency, a count. */
    static String point(OptionalDouble value, String unit) {
        return unit.equals("deployments/day") && value.isPresent() ? number(value.getAsDouble()) : value(value, unit);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** With at most two units: {@code 2 d 4 h}, {@code 3 h 20 min}, {@code 45 s}. */
    static String duration(double seconds) {
        if (seconds < 60) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        Duration length = Duration.ofSeconds(Math.round(seconds));
        if (length.toHours() == 0) {
            return "%d min %d s".formatted(length.toMinutes(), length.toSecondsPart());
        }
        return length.toDays() == 0
                ? "%d h %d min".formatted(length.toHours(), length.toMinutesPart())
                : "%d d %d h".formatted(length.toDays(), length.toHoursPart());
    }

    private static String number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? String.format(Locale.ROOT, "%.0f", number)
                : String.format(Locale.ROOT, "%.2f", number);
    }
}
