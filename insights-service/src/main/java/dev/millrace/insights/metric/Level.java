package dev.millrace.insights.metric;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * The rank of a number on the scale of an edition of the DORA report. The 2025 edition has no tiers; its scale is that of
 * the DORA Quick Check, six classes for each metric.
 *
 * @param edition year of the report
 * @param rank class, 1 (worst) to 6 (best)
 * @param label human-readable name of the class
 */
public record Level(String edition, int rank, String label) {

    /** The edition of every level that is given today. */
    public static final String EDITION = "2025";

    private static final Duration MONTH = ChronoUnit.MONTHS.getDuration();

    /** The class on the Quick Check's scale: 0 (worst) to 10 (best). */
    public int score() {
        return (rank - 1) * 2;
    }

    /**
     * The class of a median lead time, and of a median recovery time, which has the same scale. A bound belongs to the slower class, except that six months are not more than six
     * months. A month is the mean Gregorian one, 30.436875 days.
     */
    public static Level ofLeadTime(double seconds) {
        if (seconds < Duration.ofHours(1).toSeconds()) {
            return new Level(EDITION, 6, "less than one hour");
        } else if (seconds < Duration.ofDays(1).toSeconds()) {
            return new Level(EDITION, 5, "less than one day");
        } else if (seconds < Duration.ofDays(7).toSeconds()) {
            return new Level(EDITION, 4, "between one day and one week");
        } else if (seconds < MONTH.toSeconds()) {
            return new Level(EDITION, 3, "between one week and one month");
        } else if (seconds <= MONTH.multipliedBy(6).toSeconds()) {
            return new Level(EDITION, 2, "between one month and six months");
        }
        return new Level(EDITION, 1, "more than six months");
    }

    /**
     * The class of a deployment frequency, from medians that include the zeros, so that one burst gains nothing.
     *
     * @param perWeek median deployments per ISO week
     * @param perMonth median deployments per calendar month
     * @param perHalfYear median deployments per six months, counted back from the end of the window
     */
    static Level ofFrequency(double perWeek, double perMonth, double perHalfYear) {
        if (perWeek >= 10) {
            return new Level(EDITION, 6, "several times a day");
        } else if (perWeek >= 5) {
            return new Level(EDITION, 5, "between once an hour and once a day");
        } else if (perWeek >= 1) {
            return new Level(EDITION, 4, "between once a day and once a week");
        } else if (perMonth >= 1) {
            return new Level(EDITION, 3, "between once a week and once a month");
        } else if (perHalfYear >= 1) {
            return new Level(EDITION, 2, "between once a month and once in six months");
        }
        return new Level(EDITION, 1, "less than once in six months");
    }
}
