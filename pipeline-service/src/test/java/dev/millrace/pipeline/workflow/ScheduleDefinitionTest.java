package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleDefinitionTest {

    @ParameterizedTest
    @CsvSource({
        "0 3 * * 1-5,  UTC,           2026-11-27T03:00:00Z, 2026-11-30T03:00:00Z",
        "*/15 * * * *, UTC,           2026-11-27T03:07:30Z, 2026-11-27T03:15:00Z",
        "0 3 * * *,    Europe/Berlin, 2026-11-27T03:00:00Z, 2026-11-28T02:00:00Z",
        "0 3 * * *,    Europe/Berlin, 2026-07-01T00:59:59Z, 2026-07-01T01:00:00Z",
        "0 0 * * SUN,  UTC,           2026-11-27T00:00:00Z, 2026-11-29T00:00:00Z",
        "0 0 * * 0,    UTC,           2026-11-27T00:00:00Z, 2026-11-29T00:00:00Z",
        "0 0 * * 7,    UTC,           2026-11-27T00:00:00Z, 2026-11-29T00:00:00Z",
        "0 0 29 2 *,   UTC,           2026-03-01T00:00:00Z, 2028-02-29T00:00:00Z"
    })
    void findsTheNextTimeInItsZone(String cron, String zone, Instant after, Instant next) {
        var schedule = new ScheduleDefinition(cron, ZoneId.of(zone), Optional.empty());

        assertThat(schedule.nextAfter(after)).contains(next);
    }

    @ParameterizedTest
    @CsvSource({
        // Berlin sets its clock forward from 02:00 to 03:00 on 29 March, and back from 03:00 to 02:00 on 25 October,
        // both at 01:00Z
        "30 2 * * *,      2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z 2026-03-31T00:30:00Z",
        "'0,30 2 * * *',  2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z 2026-03-30T00:00:00Z 2026-03-30T00:30:00Z",
        "30 2-3 * * *,    2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z 2026-03-29T01:30:00Z 2026-03-30T00:30:00Z",
        "0 3 * * *,       2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z 2026-03-30T01:00:00Z 2026-03-31T01:00:00Z",
        "0 * * * *,       2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z 2026-03-29T03:00:00Z",
        "30 2 * * *,      2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z 2026-10-27T01:30:00Z",
        "'0,30 2 * * *',  2026-10-24T12:00:00Z, 2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-26T01:00:00Z",
        "30 2 * * *,      2026-10-25T01:15:00Z, 2026-10-26T01:30:00Z 2026-10-27T01:30:00Z 2026-10-28T01:30:00Z",
        "0 3 * * *,       2026-10-24T12:00:00Z, 2026-10-25T02:00:00Z 2026-10-26T02:00:00Z 2026-10-27T02:00:00Z",
        "0 * * * *,       2026-10-24T23:30:00Z, 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z"
    })
    void runsOnceADayAndOnceAnHourWhenTheClockIsSetForwardOrBack(String cron, Instant after, String expected) {
        var schedule = new ScheduleDefinition(cron, ZoneId.of("Europe/Berlin"), Optional.empty());

        List<String> times = Stream.iterate(
                        schedule.nextAfter(after).orElseThrow(),
                        time -> schedule.nextAfter(time).orElseThrow())
                .limit(3)
                .map(Instant::toString)
                .toList();

        assertThat(String.join(" ", times)).isEqualTo(expected);
    }

    @Test
    void hasNoNextTimeOnADayThatDoesNotExist() {
        var schedule = new ScheduleDefinition("0 0 30 2 *", ZoneOffset.UTC, Optional.empty());

        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(schedule.nextAfter(Instant.parse("2026-03-01T00:00:00Z")))
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "* * * *", "0 0 3 * * 1", "60 * * * *", "0 24 * * *", "0 0 * * 8", "a b c d e", "0/0 * * * *"
            })
    void refusesWhatIsNoExpression(String cron) {
        assertThat(ScheduleDefinition.problem(cron)).isPresent();
    }

    @Test
    void judgesEveryText() {
        var random = new Random(57);
        String alphabet = "0123456789*/,-?LW# @|MONJAN";
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            int length = random.nextInt(20);
            for (int at = 0; at < length; at++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThatCode(() -> ScheduleDefinition.problem(text.toString()))
                    .as(text.toString())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void refusesALongExpression() {
        assertThat(ScheduleDefinition.problem("1,".repeat(100) + "1 * * * *"))
                .contains("it has more than 200 characters");
    }
}
