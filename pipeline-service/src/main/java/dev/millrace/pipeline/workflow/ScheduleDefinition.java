package dev.millrace.pipeline.workflow;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
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

    /**
     * The first time after {@code instant}; empty if there is none, as on 30 February.
     *
     * @throws IllegalArgumentException if {@code cron} is invalid
     */
    public Optional<Instant> nextAfter(Instant instant) {
        return ExecutionTime.forCron(PARSER.parse(cron).validate())
                .nextExecution(instant.atZone(zone))
                .map(time -> time.toInstant());
    }
}
