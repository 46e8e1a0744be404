package dev.millrace.insights.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.metric.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PiecesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void takesWholeDaysAndHoursAndLeavesTheEdges() {
        Pieces pieces =
                Pieces.of(Instant.parse("2026-03-01T22:30:00Z"), Instant.parse("2026-03-04T01:15:00Z"), Set.of());

        assertThat(pieces.days())
                .containsExactly(Instant.parse("2026-03-02T00:00:00Z"), Instant.parse("2026-03-03T00:00:00Z"));
        assertThat(pieces.hours())
                .containsExactly(Instant.parse("2026-03-01T23:00:00Z"), Instant.parse("2026-03-04T00:00:00Z"));
        assertThat(pieces.edges())
                .containsExactly(
                        edge("2026-03-01T22:30:00Z", "2026-03-01T23:00:00Z"),
                        edge("2026-03-04T01:00:00Z", "2026-03-04T01:15:00Z"));
    }

    @Test
    void readsDirtyDaysAsOneEdge() {
        Pieces pieces = Pieces.of(
                Instant.parse("2026-03-01T22:00:00Z"),
                Instant.parse("2026-03-03T00:00:00Z"),
                Set.of(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-02T00:00:00Z")));

        assertThat(pieces.days()).isEmpty();
        assertThat(pieces.hours()).isEmpty();
        assertThat(pieces.edges()).containsExactly(edge("2026-03-01T22:00:00Z", "2026-03-03T00:00:00Z"));
    }

    @Test
    void coversEverySpanExactlyOnce() {
        var random = new Random(3);
        for (int nth = 0; nth < 500; nth++) {
            Instant from = START.plusSeconds(random.nextInt(100 * 86_400));
            from = random.nextBoolean() ? from : from.truncatedTo(ChronoUnit.HOURS);
            Instant to = from.plusSeconds(1 + random.nextInt(20 * 86_400));
            Set<Instant> dirty = new HashSet<>();
            for (int day = 0; day < 5; day++) {
                dirty.add(START.plus(random.nextInt(100), ChronoUnit.DAYS));
            }

            assertTiles(Pieces.of(from, to, dirty), from, to);
        }
    }

    /** Days of a year in 40 zones: as many as the calendar has, each 24 hours but for the changes of the clock, without gaps. */
    @Test
    void coversEveryDayInFortyZones() {
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        Set<Long> lengths = new HashSet<>();
        for (int nth = 0; nth < 40; nth++) {
            ZoneId zone = ZoneId.of(zones.get(nth * zones.size() / 40));
            Instant from = LocalDate.of(2026, 1, 1).atStartOfDay(zone).toInstant();
            Instant to = LocalDate.of(2027, 1, 1).atStartOfDay(zone).toInstant();
            Instant end = from;
            List<Window.Bucket> days = new Window(from, to, zone).buckets(Window.Unit.DAY);
            assertThat(days).as("%s", zone).hasSize(365);
            for (Window.Bucket day : days) {
                assertThat(day.window().from()).isEqualTo(end);
                end = day.window().to();
                lengths.add(Duration.between(day.window().from(), end).toMinutes());
                assertTiles(
                        Pieces.of(day.window().from(), end, Set.of()),
                        day.window().from(),
                        end);
            }
            assertThat(end).isEqualTo(to);
        }
        assertThat(lengths).contains(23 * 60L, 24 * 60L, 25 * 60L);
    }

    private static void assertTiles(Pieces pieces, Instant from, Instant to) {
        List<Pieces.Edge> all = new ArrayList<>(pieces.edges());
        pieces.days().forEach(day -> all.add(new Pieces.Edge(day, day.plus(1, ChronoUnit.DAYS))));
        pieces.hours().forEach(hour -> all.add(new Pieces.Edge(hour, hour.plus(1, ChronoUnit.HOURS))));
        all.sort(Comparator.comparing(Pieces.Edge::from));
        Instant at = from;
        for (Pieces.Edge piece : all) {
            assertThat(piece.from()).isEqualTo(at);
            at = piece.to();
        }
        assertThat(at).isEqualTo(to);
    }

    private static Pieces.Edge edge(String from, String to) {
        return new Pieces.Edge(Instant.parse(from), Instant.parse(to));
    }
}
