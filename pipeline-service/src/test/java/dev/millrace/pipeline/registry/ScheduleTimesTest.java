package dev.millrace.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.workflow.ScheduleDefinition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleTimesTest {

    private static final ScheduleDefinition DAILY = every("0 3 * * *");
    private static final Instant TIME = Instant.parse("2026-11-20T03:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-11-21T03:00:00Z");

    @Test
    void runsAtItsTime() {
        assertThat(ScheduleTimes.of(DAILY, TIME, TIME))
                .isEqualTo(new ScheduleTimes(Optional.of(TIME), Optional.of(NEXT_DAY), false));
    }

    @Test
    void makesUpARunThatIsLessThanAnHourLate() {
        assertThat(ScheduleTimes.of(DAILY, TIME, TIME.plusSeconds(3599)))
                .isEqualTo(new ScheduleTimes(Optional.of(TIME), Optional.of(NEXT_DAY), false));
    }

    @Test
    void skipsATimeThatIsAnHourAgo() {
        assertThat(ScheduleTimes.of(DAILY, TIME, TIME.plusSeconds(3600)))
                .isEqualTo(new ScheduleTimes(Optional.empty(), Optional.of(NEXT_DAY), true));
    }

    @Test
    void makesUpOnlyTheLastOfSeveralTimes() {
        Instant now = Instant.parse("2026-11-20T09:07:30Z");

        assertThat(ScheduleTimes.of(every("*/15 * * * *"), TIME, now))
                .isEqualTo(new ScheduleTimes(
                        Optional.of(Instant.parse("2026-11-20T09:00:00Z")),
                        Optional.of(Instant.parse("2026-11-20T09:15:00Z")),
                        true));
        assertThat(ScheduleTimes.of(every("*/15 * * * *"), Instant.parse("2026-11-20T08:45:00Z"), now)
                        .run())
                .contains(Instant.parse("2026-11-20T09:00:00Z"));
    }

    @Test
    void doesNotWalkThroughTheMinutesOfALongDowntime() {
        Instant now = Instant.parse("2028-11-20T09:07:30Z");

        assertThat(ScheduleTimes.of(every("* * * * *"), TIME, now).run())
                .contains(Instant.parse("2028-11-20T09:07:00Z"));
    }

    private static ScheduleDefinition every(String cron) {
        return new ScheduleDefinition(cron, ZoneOffset.UTC, Optional.empty());
    }
}
