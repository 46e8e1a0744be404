package dev.millrace.insights.query;

import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.Quantiles.Method;
import dev.millrace.insights.metric.Scope;
import dev.millrace.insights.metric.Tier;
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

    private static final Set<String> KNOWN = new TreeSet<>(Set.of(
            "repository",
            "from",
            "to",
            "zone",
            "bucket",
            "tier",
            "environment",
            "redeploys",
            "bots",
            "agents",
            "method",
            "limit",
            "after"));
    private static final Set<String> KNOWN_FOR_PEOPLE =
            new TreeSet<>(Set.of("repository", "from", "to", "zone", "bots", "limit", "after"));
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

    /**
     * The query that the parameters describe.
     *
     * @param values by name, as received
     * @param now the end of the window if none is given
     * @throws MillraceException 400 with value and rule
     */
    static InsightsQuery read(Map<String, List<String>> values, Instant now) {
        return new QueryParameters(values).read(now);
    }

    /** As {@link #read(Map, Instant)} for a query about people. */
    static PeopleQuery readPeople(Map<String, List<String>> values, Instant now) {
        return new QueryParameters(values).readPeople(now);
    }

    private PeopleQuery readPeople(Instant now) {
        refuseUnknownAndRepeated(KNOWN_FOR_PEOPLE);
        return new PeopleQuery(repository(), window(zone(), now), included("bots", "include"), page());
    }

    private InsightsQuery read(Instant now) {
        refuseUnknownAndRepeated(KNOWN);
        String repository = repository();
        ZoneId zone = zone();
        Unit bucket = oneOf("bucket", Unit.values(), Unit.DAY);
        Window window = window(zone, now);
        refuseTooManyBuckets(window, bucket);
        return new InsightsQuery(repository, window, bucket, scope(), choices(), page());
    }

    private String repository() {
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

    private Optional<Instant> time(String name, ZoneId zone) {
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

    private Scope scope() {
        Optional<String> environment = find("environment");
        Optional<Tier> tier = find("tier")
                .map(name -> Tier.find(name)
                        .orElseThrow(() -> bad("tier '%s' is none of %s"
                                .formatted(
                                        name,
                                        Arrays.stream(Tier.values())
                                                .map(Tier::wireName)
                                                .collect(Collectors.joining(", "))))));
        // a named environment is meant whatever its tier
        return new Scope(
                tier.or(() -> environment.isPresent() ? Optional.empty() : Optional.of(Tier.PRODUCTION)), environment);
    }

    private Choices choices() {
        return new Choices(
                included("redeploys", "exclude"),
                included("bots", "exclude"),
                included("agents", "include"),
                oneOf("method", Method.values(), Method.CONTINUOUS));
    }

    private boolean included(String name, String normal) {
        return switch (find(name).orElse(normal)) {
            case "exclude" -> false;
            case "include" -> true;
            case String other -> throw bad("%s '%s' is neither include nor exclude".formatted(name, other));
        };
    }

    /** How much is on a page: {@code limit}, 1 to 500, else 100. */
    public int limit() {
        return find("limit").map(QueryParameters::parseLimit).orElse(Page.NORMAL);
    }

    private Page page() {
        return new Page(limit(), find("after").map(Page.Key::parse));
    }

    private static int parseLimit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= Page.MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw bad("limit '%s' is not a whole number from 1 to %d".formatted(text, Page.MOST));
    }

    /** The value whose name in lower case is given. */
    public <E extends Enum<E>> E oneOf(String name, E[] allowed, E normal) {
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
                                                .collect(Collectors.joining(", "))))))
                .orElse(normal);
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
