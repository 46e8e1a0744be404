package dev.millrace.insights.metric;

import static dev.millrace.insights.metric.Story.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.insights.metric.Window.Bucket;
import dev.millrace.insights.metric.Window.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId UTC = ZoneId.of("UTC");

    @Test
    void holdsItsStartAndNotItsEnd() {
        var window = new Window(at("2026-03-02T00:00Z"), at("2026-03-03T00:00Z"), UTC);

        assertThat(window.contains(at("2026-03-02T00:00Z"))).isTrue();
        assertThat(window.contains(at("2026-03-02T23:59:59.999999Z"))).isTrue();
        assertThat(window.contains(at("2026-03-03T00:00Z"))).isFalse();
    }

    @Test
    void cutsDaysOf23And25HoursWhereTheClockIsTurned() {
        assertThat(lengths(local("2026-03-28", "2026-03-31", BERLIN), Unit.DAY)).containsExactly(24L, 23L, 24L);
        assertThat(lengths(local("2026-10-24", "2026-10-27", BERLIN), Unit.DAY)).containsExactly(24L, 25L, 24L);
        assertThat(local("2026-03-28", "2026-03-31", BERLIN).days()).isEqualTo(3);
    }

    @Test
    void startsTheDayLateWhereTheClockIsTurnedAtMidnight() {
        // in Beirut 2026-03-29 begins at 01:00
        var window = local("2026-03-29", "2026-03-30", ZoneId.of("Asia/Beirut"));

        assertThat(window.from()).isEqualTo(at("2026-03-28T22:00Z"));
        assertThat(lengths(window, Unit.DAY)).containsExactly(23L);
    }

    @Test
    void beginsWeeksOnMondayAndMonthsOnTheFirst() {
        var window = local("2026-02-27", "2026-03-10", UTC);

        assertThat(window.buckets(Unit.WEEK))
                .extracting(Bucket::start)
                .containsExactly(LocalDate.of(2026, 2, 23), LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 9));
        assertThat(window.buckets(Unit.MONTH))
                .extracting(Bucket::start)
                .containsExactly(LocalDate.of(2026, 2, 1), LocalDate.of(2026, 3, 1));
    }

    @Test
    void cutsBucketsWithoutGapsOrOverlapsAndMarksThoseThatItCuts() {
        var window = new Window(at("2026-02-27T12:00Z"), at("2026-03-10T12:00Z"), BERLIN);
        Instant later = at("2027-01-01T00:00Z");
        for (Unit unit : Unit.values()) {
            List<Bucket> buckets = window.buckets(unit);

            assertThat(buckets.getFirst().window().from()).isEqualTo(window.from());
            assertThat(buckets.getLast().window().to()).isEqualTo(window.to());
            for (int next = 1; next < buckets.size(); next++) {
                assertThat(buckets.get(next).window().from())
                        .isEqualTo(buckets.get(next - 1).window().to());
            }
            assertThat(buckets.getFirst().partial(later)).isTrue();
            assertThat(buckets.getLast().partial(later)).isTrue();
            assertThat(buckets.stream().skip(1).limit(Math.max(0, buckets.size() - 2)))
                    .noneMatch(bucket -> bucket.partial(later));
        }
    }

    @Test
    void dividesByQuartersOfTheCalendarYear() {
        List<Bucket> quarters = local("2025-12-15", "2026-07-02", BERLIN).buckets(Unit.QUARTER);

        assertThat(quarters.stream().map(Bucket::start))
                .containsExactly(
                        LocalDate.of(2025, 10, 1),
                        LocalDate.of(2026, 1, 1),
                        LocalDate.of(2026, 4, 1),
                        LocalDate.of(2026, 7, 1));
    }

    @Test
    void marksTheBucketThatIsStillRunning() {
        List<Bucket> days = local("2026-03-02", "2026-03-04", UTC).buckets(Unit.DAY);

        assertThat(days.get(0).partial(at("2026-03-03T09:00Z"))).isFalse();
        assertThat(days.get(1).partial(at("2026-03-03T09:00Z"))).isTrue();
        assertThat(days.get(1).partial(at("2026-03-04T00:00Z"))).isFalse();
    }

    @Test
    void comparesWithAsManyLocalDaysWhenItIsMadeOfDays() {
        // the week with the 23 hour day against the whole week before it
        var window = local("2026-03-23", "2026-03-30", BERLIN);

        assertThat(window.previous()).isEqualTo(local("2026-03-16", "2026-03-23", BERLIN));
        assertThat(Duration.between(window.from(), window.to())).isEqualTo(Duration.ofHours(7 * 24 - 1));
        assertThat(Duration.between(window.previous().from(), window.previous().to()))
                .isEqualTo(Duration.ofDays(7));
    }

    @Test
    void comparesWithAsManySecondsWhenItIsNot() {
        var window = new Window(at("2026-03-29T00:30Z"), at("2026-03-29T06:30Z"), BERLIN);

        assertThat(window.previous()).isEqualTo(new Window(at("2026-03-28T18:30Z"), at("2026-03-29T00:30Z"), BERLIN));
    }

    @Test
    void countsACutDayWhole() {
        assertThat(new Window(at("2026-03-02T23:00Z"), at("2026-03-04T00:00:01Z"), UTC).days())
                .isEqualTo(3);
        assertThat(new Window(at("2026-03-02T23:00Z"), at("2026-03-04T00:00Z"), UTC).days())
                .isEqualTo(2);
        // the same span overlaps other days in another zone
        assertThat(new Window(at("2026-03-02T23:00Z"), at("2026-03-04T00:00Z"), BERLIN).days())
                .isEqualTo(2);
    }

    @Test
    void refusesToBeEmpty() {
        assertThatThrownBy(() -> new Window(at("2026-03-02T00:00Z"), at("2026-03-02T00:00Z"), UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2026-03-02T00:00:00Z");
    }

    private static Window local(String from, String to, ZoneId zone) {
        return new Window(
                LocalDate.parse(from).atStartOfDay(zone).toInstant(),
                LocalDate.parse(to).atStartOfDay(zone).toInstant(),
                zone);
    }

    private static List<Long> lengths(Window window, Unit unit) {
        return window.buckets(unit).stream()
                .map(bucket -> Duration.between(
                                bucket.window().from(), bucket.window().to())
                        .toHours())
                .toList();
    }
}
