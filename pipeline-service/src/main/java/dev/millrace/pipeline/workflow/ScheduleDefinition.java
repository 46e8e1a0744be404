package dev.millrace.pipeline.workflow;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Times at which a pipeline starts.
 *
 * @param cron five fields as in {@code crontab(5)}: minute, hour, day of month, month, day of week
 * @param zone whose local time these are
 * @param branch short name of the branch whose head is built; empty for the default branch
 */
public record ScheduleDefinition(String cron, ZoneId zone, Optional<String> branch) {

    private static final int LONGEST = 200;

    /** The library fails at others, instead of refusing them. */
    private static final Pattern CHARACTERS = Pattern.compile("[0-9A-Za-z*/, -]+");

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /** Why a text is no cron expression; empty if it is one. */
    static Optional<String> problem(String cron) {
        if (cron.length() > LONGEST) {
            return Optional.of("it has more than %d characters".formatted(LONGEST));
        }
        if (!CHARACTERS.matcher(cron).matches()) {
            return Optional.of("it may only have numbers, names of months and days, blanks, '*', '/', ',' and '-'");
        }
        try {
            PARSER.parse(cron).validate();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("it cannot be read"));
        }
    }

    /** The clock is set back by an hour at most in practice: more times than a day has minutes are never skipped. */
    private static final int MOST_REPEATED = 24 * 60;

    /**
     * The first time after {@code instant}; empty if there is none, as on 30 February.
     *
     * <p>A time that the clock skips when it is set forward is the moment at which it is set; one that it shows twice when it is
     * set back is the first of the two. Where the hour is {@code *} or begins with it, times follow each other in their interval:
     * skipped ones do not exist, and repeated ones are repeated.
     *
     * @throws IllegalArgumentException if {@code cron} is invalid
     */
    public Optional<Instant> nextAfter(Instant instant) {
        ExecutionTime times = ExecutionTime.forCron(PARSER.parse(cron).validate());
        return isForEveryHour() ? next(times, instant.atZone(zone)) : nextOfNamedHours(times, instant);
    }

    /** Such times are about an interval: they pass as they do on any day. */
    private boolean isForEveryHour() {
        return cron.strip().split(" +", 3)[1].startsWith("*");
    }

    private static Optional<Instant> next(ExecutionTime times, ZonedDateTime after) {
        return times.nextExecution(after).map(ZonedDateTime::toInstant);
    }

    /** By a clock that is never set, and then by the one of the zone. */
    private Optional<Instant> nextOfNamedHours(ExecutionTime times, Instant instant) {
        Optional<LocalDateTime> time = Optional.of(instant.atZone(zone).toLocalDateTime());
        for (int tried = 0; tried < MOST_REPEATED; tried++) {
            time = time.flatMap(last -> times.nextExecution(last.atZone(ZoneOffset.UTC)))
                    .map(ZonedDateTime::toLocalDateTime);
            Optional<Instant> next = time.map(this::instantOf);
            if (next.filter(found -> !found.isAfter(instant)).isEmpty()) {
                return next;
            }
        }
        return Optional.empty();
    }

    private Instant instantOf(LocalDateTime time) {
        ZoneRules rules = zone.getRules();
        ZoneOffsetTransition change = rules.getTransition(time);
        if (change == null) {
            return time.toInstant(rules.getOffset(time));
        }
        return change.isGap() ? change.getInstant() : time.toInstant(change.getOffsetBefore());
    }
}
