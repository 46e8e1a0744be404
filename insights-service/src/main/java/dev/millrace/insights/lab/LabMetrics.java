package dev.millrace.insights.lab;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Four metrics by the definitions of a team or a tool.
 *
 * @param name of the tool
 * @param version of the team's definitions, 0 for what holds without any; null for other tools
 * @param deploymentFrequency how often
 * @param changeLeadTime how long until production
 * @param changeFailRate how many deployments were bad
 * @param recoveryTime how long until that was repaired
 */
record LabMetrics(
        String name,
        Optional<Integer> version,
        LabMetric deploymentFrequency,
        LabMetric changeLeadTime,
        LabMetric changeFailRate,
        LabMetric recoveryTime) {

    /** By the definitions of another tool. */
    LabMetrics(
            String tool,
            LabMetric deploymentFrequency,
            LabMetric changeLeadTime,
            LabMetric changeFailRate,
            LabMetric recoveryTime) {
        this(tool, Optional.empty(), deploymentFrequency, changeLeadTime, changeFailRate, recoveryTime);
    }

    /**
     * A metric.
     *
     * @param value in the unit; null for nothing to measure
     * @param unit of the value
     * @param n what it was computed from
     * @param rule in words
     */
    record LabMetric(OptionalDouble value, String unit, long n, String rule) {}
}
