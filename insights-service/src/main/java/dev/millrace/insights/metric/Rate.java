package dev.millrace.insights.metric;

import java.util.OptionalDouble;

/**
 * A share of items, with the interval that its true value is in with 95 percent confidence, by Wilson. Nothing has no share.
 *
 * @param hits items that have the property, 0 to {@code n}
 * @param n all items
 */
public record Rate(long hits, long n) {

    /** Fewer items than these say little. */
    public static final int ENOUGH = 20;

    private static final double Z = 1.959963984540054;

    public Rate {
        if (hits < 0 || hits > n) {
            throw new IllegalArgumentException("%d of %d is no share".formatted(hits, n));
        }
    }

    /** From 0 to 1; empty for no items. */
    public OptionalDouble value() {
        return n == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) hits / n);
    }

    /** Lower bound of the interval; empty for no items. */
    public OptionalDouble low() {
        return bound(-1);
    }

    /** Upper bound of the interval; empty for no items. */
    public OptionalDouble high() {
        return bound(1);
    }

    private OptionalDouble bound(int side) {
        if (n == 0) {
            return OptionalDouble.empty();
        }
        double share = (double) hits / n;
        double square = Z * Z;
        double centre = share + square / (2 * n);
        double spread = Z * Math.sqrt(share * (1 - share) / n + square / (4.0 * n * n));
        return OptionalDouble.of(Math.max(0, Math.min(1, (centre + side * spread) / (1 + square / n))));
    }
}
