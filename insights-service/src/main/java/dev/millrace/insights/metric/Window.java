package dev.millrace.insights.metric;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/**
 * A span of time, half-open, in a time zone.
 *
 * @param from first instant in it
 * @param to first instant after it; later than {@code from}
 * @param zone whose calendar delimits days, weeks and months
 */
public record Window(Instant from, Instant to, ZoneId zone) {

    /** Calendar units that windows are divided into. */
    public enum Unit {
        DAY,
        /** ISO: Monday to Sunday */
        WEEK,
        MONTH,
        /** of the calendar year */
        QUARTER;

        LocalDate startOf(LocalDate date) {
            return switch (this) {
                case DAY -> date;
                case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTH -> date.withDayOfMonth(1);
                case QUARTER -> date.with(date.getMonth().firstMonthOfQuarter()).withDayOfMonth(1);
            };
        }

        LocalDate next(LocalDate start) {
            return switch (this) {
                case DAY -> start.plusDays(1);
                case WEEK -> start.plusWeeks(1);
                case MONTH -> start.plusMonths(1);
                case QUARTER -> start.plusMonths(3);
            };
        }
    }

    public Window {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("window from %s to %s is empty".formatted(from, to));
        }
    }

    /** Whether the instant lies in it; the end does not. */
    public boolean contains(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(to);
    }

    /** This window without what lies before {@code start}. */
    Window notBefore(Instant start) {
        return start.isAfter(from) ? new Window(start, to, zone) : this;
    }

    /** Calendar days that it overlaps; a partial day counts as a whole one. 1 or more. */
    public long days() {
        return ChronoUnit.DAYS.between(dateOf(from), lastDate()) + 1;
    }

    /** The units that it overlaps, in order and without gaps; the first and last may be partial. */
    public List<Bucket> buckets(Unit unit) {
        var buckets = new ArrayList<Bucket>();
        LocalDate last = lastDate();
        for (LocalDate start = unit.startOf(dateOf(from)); !start.isAfter(last); start = unit.next(start)) {
            Instant begin = start.atStartOfDay(zone).toInstant();
            Instant end = unit.next(start).atStartOfDay(zone).toInstant();
            buckets.add(new Bucket(
                    start, new Window(later(begin, from), earlier(end, to), zone), begin.isBefore(from), end));
        }
        return List.copyOf(buckets);
    }

    /** The span of the same length that ends where this begins: as many local days if this is whole days, else seconds. */
    public Window previous() {
        if (isMidnight(from) && isMidnight(to)) {
            LocalDate start = dateOf(from).minusDays(days());
            return new Window(start.atStartOfDay(zone).toInstant(), from, zone);
        }
        return new Window(from.minus(Duration.between(from, to)), from, zone);
    }

    LocalDate dateOf(Instant instant) {
        return instant.atZone(zone).toLocalDate();
    }

    private LocalDate lastDate() {
        return dateOf(to.minusNanos(1));
    }

    private boolean isMidnight(Instant instant) {
        return dateOf(instant).atStartOfDay(zone).toInstant().equals(instant);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /**
     * A calendar unit as far as it lies in the window.
     *
     * @param start first day of the whole unit
     * @param window the part of it that counts
     * @param cutAtStart whether the window begins inside the unit
     * @param fullEnd where the whole unit ends, which may be after the window
     */
    public record Bucket(LocalDate start, Window window, boolean cutAtStart, Instant fullEnd) {

        /** Whether its numbers may still grow or miss a part: truncated by the window, or not over at {@code now}. */
        public boolean partial(Instant now) {
            return cutAtStart || window.to().isBefore(fullEnd) || fullEnd.isAfter(now);
        }
    }
}
