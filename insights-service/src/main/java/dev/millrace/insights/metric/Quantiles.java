package dev.millrace.insights.metric;

import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalDouble;

/**
 * Quantiles of a collection of items; an empty collection has none.
 *
 * @param n how many items
 * @param median p50
 * @param p75 three quarters are at or below it
 * @param p90 nine tenths are at or below it
 * @param p95 nineteen twentieths are at or below it
 */
public record Quantiles(int n, OptionalDouble median, OptionalDouble p75, OptionalDouble p90, OptionalDouble p95) {

    /** How a quantile that falls between two items is computed. */
    public enum Method {
        /** by linear interpolation, as PostgreSQL's {@code percentile_cont} does */
        CONTINUOUS,
        /** the lower of the two: the greatest item whose percent rank is not above the quantile, as DevLake does */
        DISCRETE;

        double at(double[] sorted, double quantile) {
            double position = quantile * (sorted.length - 1);
            double low = sorted[(int) Math.floor(position)];
            return between(low, sorted[(int) Math.ceil(position)], position - Math.floor(position));
        }

        /**
         * The value of a quantile that falls between two neighbouring items.
         *
         * @param low the item below
         * @param high the item above, or the same
         * @param share how far from {@code low} to {@code high} it falls, 0 or more and less than 1
         */
        public double between(double low, double high, double share) {
            return switch (this) {
                case DISCRETE -> low;
                case CONTINUOUS -> low + (high - low) * share;
            };
        }
    }

    /** The quantiles of these values, in any order. */
    public static Quantiles of(Collection<Double> values, Method method) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Quantiles(
                sorted.length,
                at(sorted, 0.5, method),
                at(sorted, 0.75, method),
                at(sorted, 0.9, method),
                at(sorted, 0.95, method));
    }

    /** The median of whole numbers, interpolated. */
    static OptionalDouble medianOf(Collection<? extends Number> values) {
        return of(values.stream().map(Number::doubleValue).toList(), Method.CONTINUOUS)
                .median();
    }

    private static OptionalDouble at(double[] sorted, double quantile, Method method) {
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(method.at(sorted, quantile));
    }
}
