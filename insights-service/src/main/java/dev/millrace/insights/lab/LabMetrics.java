package dev.millrace.insights.lab;

import java.util.OptionalDouble;

/**
 * Four metrics by one definition.
 *
 * @param name of the tool
 * @param deploymentFrequency how often
 * @param changeLeadTime how long until production
 * @param changeFailRate how many deployments were bad
 * @param recoveryTime how long until that was repaired
 */
record LabMetrics(
        String name,
        LabMetric deploymentFrequency,
        LabMetric changeLeadTime,
        LabMetric changeFailRate,
        LabMetric recoveryTime) {

    /**
     * A metric by one definition.
     *
     * @param value in the unit; null for nothing to measure
     * @param unit of the value
     * @param n what it was computed from
     * @param rule in words
     */
    record LabMetric(OptionalDouble value, String unit, long n, String rule) {}
}
