package dev.millrace.insights.query;

import dev.millrace.insights.metric.Window;
import dev.millrace.insights.metric.Window.Unit;
import dev.millrace.kit.error.MillraceException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the parameters of a query. An invalid one is refused with the value and the rule that it breaks; a parameter
 * that is not known is refused too, since a misspelt filter would silently give a wrong number.
 */
public final class QueryParameters {

    /** Items on a page, unless the caller gives another number. */
    public static final int NORMAL_LIMIT = 100;

    /** Most items on a page. */
    public static final int MOST_LIMIT = 500;

    private static final int NORMAL_DAYS = 30;
    private static final int MOST_BUCKETS = 2_000;
    private static final LocalDate FIRST_DATE = LocalDate.of(1970, 1, 1);
    private static final LocalDate LAST_DATE = LocalDate.of(2200, 1, 1);

    private final Map<String, List<String>> values;

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * The parameters of a query, for a feature that reads its own.
     *
     * @param values by name, as received
     * @param known names of those that there are
     * @throws MillraceException 400 for one that is not known or is given twice
     */
    public static QueryParameters of(Map<String, List<String>> values, Set<String> known) {
        var parameters = new QueryParameters(values);
        parameters.refuseUnknownAndRepeated(new TreeSet<>(known));
        return parameters;
    }

    /** The parameter {@code repository}, {@code owner/name}. */
    public String repository() {
        String repository = find("repository")
                .orElseThrow(() -> bad("the parameter 'repository' is missing: give one as owner/name"));
        if (repository.indexOf('\0') >= 0) {
            throw bad("repository must not hold NUL");
        }
        return repository;
    }

    private void refuseUnknownAndRepeated(Set<String> known) {
        values.forEach((name, given) -> {
            if (!known.contains(name)) {
                throw bad("the parameter '%s' is not known: there are %s".formatted(name, String.join(", ", known)));
            }
            if (given.size() > 1) {
                throw bad("the parameter '%s' is given %d times: once is allowed".formatted(name, given.size()));
            }
        });
    }

    /** The zone whose calendar counts: {@code zone}, else UTC. */
    public ZoneId zone() {
        String id = find("zone").orElse("UTC");
        if (!ZoneId.getAvailableZoneIds().contains(id)) {
            throw bad("zone '%s' is not a named IANA zone such as Europe/Berlin or UTC".formatted(id));
        }
        return ZoneId.of(id);
    }

    /** From {@code from} to {@code to}; else the 30 days before {@code now}. */
    public Window window(ZoneId zone, Instant now) {
        Instant to = time("to", zone).orElse(now);
        Instant from = time("from", zone)
                .orElseGet(() -> to.atZone(zone).minusDays(NORMAL_DAYS).toInstant());
        if (!from.isBefore(to)) {
            throw bad("from '%s' is not before to '%s'".formatted(from, to));
        }
        return new Window(from, to, zone);
    }

    /** A parameter that is a time, or a date, which begins in the zone. */
    public Optional<Instant> time(String name, ZoneId zone) {
        return find(name).map(text -> {
            try {
                Instant time = text.indexOf('T') < 0
                        ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                        : OffsetDateTime.parse(text).toInstant();
                LocalDate date = time.atZone(zone).toLocalDate();
                if (date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE)) {
                    throw bad("%s '%s' is not between %s and %s".formatted(name, text, FIRST_DATE, LAST_DATE));
                }
                return time;
            } catch (DateTimeException e) {
                throw bad(("%s '%s' is neither a date such as 2026-11-01, which begins in the zone, nor a time with an"
                                + " offset such as 2026-11-01T08:00:00Z")
                        .formatted(name, text));
            }
        });
    }

    /** Limits what one answer holds. */
    public static void refuseTooManyBuckets(Window window, Unit bucket) {
        long most = MOST_BUCKETS
                * switch (bucket) {
                    case DAY -> 1L;
                    case WEEK -> 7L;
                    case MONTH -> 28L;
                    case QUARTER -> 90L;
                };
        if (window.days() > most) {
            throw bad(
                    "a window of %d days makes more than %,d buckets of one %s: take a shorter window or longer buckets"
                            .formatted(window.days(), MOST_BUCKETS, wire(bucket)));
        }
    }

    /** Whether what the parameter names is included: its value, else {@code normal}, is {@code include} or {@code exclude}. */
    public boolean included(String name, String normal) {
        return switch (find(name).orElse(normal)) {
            case "exclude" -> false;
            case "include" -> true;
            case String other -> throw bad("%s '%s' is neither include nor exclude".formatted(name, other));
        };
    }

    /** How much is on a page: {@code limit}, 1 to 500, else 100. */
    public int limit() {
        return find("limit").map(QueryParameters::parseLimit).orElse(NORMAL_LIMIT);
    }

    private static int parseLimit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw bad("limit '%s' is not a whole number from 1 to %d".formatted(text, MOST_LIMIT));
    }

    /** The value whose name in lower case is given; else the normal one. */
    public <E extends Enum<E>> E oneOf(String name, E[] allowed, E normal) {
        return oneOf(name, allowed).orElse(normal);
    }

    /** The value whose name in lower case is given; empty for none. */
    public <E extends Enum<E>> Optional<E> oneOf(String name, E[] allowed) {
        return find(name)
                .map(text -> Arrays.stream(allowed)
                        .filter(value -> wire(value).equals(text))
                        .findFirst()
                        .orElseThrow(() -> bad("%s '%s' is none of %s"
                                .formatted(
                                        name,
                                        text,
                                        Arrays.stream(allowed)
                                                .map(QueryParameters::wire)
                                                .collect(Collectors.joining(", "))))));
    }

    /** Name in the API. */
    public static String wire(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The parameter of this name. */
    public Optional<String> find(String name) {
        return values.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The refusal of a parameter. */
    public static MillraceException bad(String message) {
        return MillraceException.badRequest(message).withCode("parameter_invalid");
    }
}
