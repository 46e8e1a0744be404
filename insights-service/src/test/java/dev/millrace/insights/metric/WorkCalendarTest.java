package dev.millrace.insights.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkCalendarTest {

    // 2026-03-06 is a Friday; clocks in Berlin go forward on Sunday, 29 March
    @ParameterizedTest
    @CsvSource({
        // Friday 16:00 to Monday 10:00 in Berlin: one hour, and one hour
        "2026-03-06T15:00:00Z, 2026-03-09T09:00:00Z, 120",
        // the same after the change of clocks, in UTC one hour earlier
        "2026-03-27T15:00:00Z, 2026-03-30T08:00:00Z, 120",
        "2026-03-06T20:00:00Z, 2026-03-06T22:00:00Z, 0",
        // one whole day
        "2026-03-04T00:00:00Z, 2026-03-05T00:00:00Z, 480",
        // Tuesday, the 10th, is a holiday
        "2026-03-09T00:00:00Z, 2026-03-12T00:00:00Z, 960",
        "2026-03-06T10:00:00Z, 2026-03-06T10:00:00Z, 0",
        "2026-03-06T12:00:00Z, 2026-03-06T10:00:00Z, 0",
    })
    void countsWorkingTimeOnly(String from, String to, long minutes) {
        assertThat(berlin().between(Instant.parse(from), Instant.parse(to))).isEqualTo(Duration.ofMinutes(minutes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham"})
    void countsAsMinuteByMinute(String zone) {
        var random = new Random(zone.hashCode());
        var calendar = new WorkCalendar(
                ZoneId.of(zone),
                EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY, DayOfWeek.MONDAY),
                LocalTime.of(1, 30),
                LocalTime.of(4, 15),
                Set.of());
        for (int nth = 0; nth < 10; nth++) {
            Instant from = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(60L * random.nextInt(60 * 1_440));
            Instant to = from.plusSeconds(60L * random.nextInt(10 * 1_440));
            long minutes = 0;
            for (Instant minute = from; minute.isBefore(to); minute = minute.plusSeconds(60)) {
                minutes += worksAt(calendar, minute) ? 1 : 0;
            }

            assertThat(calendar.between(from, to)).as("%s to %s", from, to).isEqualTo(Duration.ofMinutes(minutes));
        }
    }

    /** Between the instants at which work begins and ends by the clock; on the day that clocks change it may be longer. */
    private static boolean worksAt(WorkCalendar calendar, Instant minute) {
        ZonedDateTime time = minute.atZone(calendar.zone());
        LocalDate day = time.toLocalDate();
        return calendar.days().contains(day.getDayOfWeek())
                && !minute.isBefore(
                        day.atTime(calendar.from()).atZone(calendar.zone()).toInstant())
                && minute.isBefore(
                        day.atTime(calendar.to()).atZone(calendar.zone()).toInstant());
    }

    private static WorkCalendar berlin() {
        return new WorkCalendar(
                ZoneId.of("Europe/Berlin"),
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                LocalTime.of(9, 0),
                LocalTime.of(17, 0),
                Set.of(LocalDate.of(2026, 3, 10)));
    }
}
