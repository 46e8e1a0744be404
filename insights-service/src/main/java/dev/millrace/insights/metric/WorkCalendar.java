package dev.millrace.insights.metric;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * When a team works.
 *
 * @param zone whose calendar and clock count
 * @param days of the week
 * @param from when work begins on each of them
 * @param to when it ends, after {@code from}
 * @param holidays days without work
 */
public record WorkCalendar(ZoneId zone, Set<DayOfWeek> days, LocalTime from, LocalTime to, Set<LocalDate> holidays) {

    public WorkCalendar {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("work from %s to %s has no length".formatted(from, to));
        }
        days = Set.copyOf(days);
        holidays = Set.copyOf(holidays);
    }

    /** How much of the time between two instants is working time; zero if the end is not after the start. */
    public Duration between(Instant start, Instant end) {
        if (!start.isBefore(end)) {
            return Duration.ZERO;
        }
        LocalDate first = start.atZone(zone).toLocalDate();
        LocalDate last = end.atZone(zone).toLocalDate();
        Duration worked = within(first, start, end);
        if (first.isBefore(last)) {
            worked = worked.plus(within(last, start, end));
        }
        for (LocalDate day = first.plusDays(1); day.isBefore(last); day = day.plusDays(1)) {
            worked = worked.plus(within(day, start, end));
        }
        return worked;
    }

    private Duration within(LocalDate day, Instant start, Instant end) {
        if (!days.contains(day.getDayOfWeek()) || holidays.contains(day)) {
            return Duration.ZERO;
        }
        Instant begins = later(start, day.atTime(from).atZone(zone).toInstant());
        Instant ends = earlier(end, day.atTime(to).atZone(zone).toInstant());
        return begins.isBefore(ends)
                ? Duration.of(begins.until(ends, ChronoUnit.MICROS), ChronoUnit.MICROS)
                : Duration.ZERO;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
