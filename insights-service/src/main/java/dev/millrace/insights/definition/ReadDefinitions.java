package dev.millrace.insights.definition;

import dev.millrace.insights.definition.DefinitionsBody.CalendarBody;
import dev.millrace.insights.definition.DefinitionsBody.OwnershipBody;
import dev.millrace.insights.definition.DefinitionsBody.ServiceBody;
import dev.millrace.insights.definition.DefinitionsBody.SourceBody;
import dev.millrace.insights.definition.DefinitionsBody.TierBody;
import dev.millrace.insights.metric.Definitions;
import dev.millrace.insights.metric.Definitions.Ownership;
import dev.millrace.insights.metric.Definitions.Service;
import dev.millrace.insights.metric.Definitions.SourceRule;
import dev.millrace.insights.metric.Definitions.TierRule;
import dev.millrace.insights.metric.DeploymentSource;
import dev.millrace.insights.metric.Glob;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.WorkCalendar;
import dev.millrace.kit.error.MillraceException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads definitions from their written form; an invalid one is refused with the value and the rule that it breaks. */
final class ReadDefinitions {

    private static final Instant ALWAYS = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant FOR_EVER = Instant.parse("9999-12-31T00:00:00Z");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final int MOST_RULES = 200;
    private static final int MOST_OWNERSHIPS = 2_000;
    private static final int LONGEST = 200;
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(30);

    private final DefinitionsBody body;

    ReadDefinitions(DefinitionsBody body) {
        this.body = body;
    }

    Definitions read() {
        List<Service> services = list("services", body.services(), MOST_RULES, this::service);
        return new Definitions(
                list("tiers", body.tiers(), MOST_RULES, this::tier),
                list("sources", body.sources(), MOST_RULES, this::source),
                distinct(services),
                list("bots", body.bots(), MOST_RULES, text -> Glob.ofName(text("bots", text))),
                list("agents", body.agents(), MOST_RULES, text -> text("agents", text)),
                labels("hotfixLabels", body.hotfixLabels()),
                labels("revertLabels", body.revertLabels()),
                disjoint(list("ownership", body.ownership(), MOST_OWNERSHIPS, owner -> ownership(owner, services))),
                window("incidentWindow", body.incidentWindow()),
                window("hotfixWindow", body.hotfixWindow()),
                body.calendar().map(this::calendar));
    }

    private TierRule tier(TierBody rule) {
        String name = needed("tiers[].tier", rule.tier());
        return new TierRule(
                Glob.ofName(needed("tiers[].environment", rule.environment())),
                Tier.find(name)
                        .orElseThrow(() ->
                                bad("tiers[].tier '%s' is none of production, staging, testing, development, other"
                                        .formatted(name))));
    }

    private SourceRule source(SourceBody rule) {
        return new SourceRule(
                Glob.ofName(text("sources[].repository", rule.repository().orElse("*"))),
                rule.service().map(name -> Glob.ofName(text("sources[].service", name))),
                deploymentSource(rule));
    }

    private static DeploymentSource deploymentSource(SourceBody rule) {
        String environment = text("sources[].environment", rule.environment().orElse("production"));
        Optional<Glob> branch = rule.branch().map(name -> Glob.ofName(text("sources[].branch", name)));
        String source = needed("sources[].source", rule.source());
        DeploymentSource read = switch (source) {
            case "deployment_statuses" -> new DeploymentSource.Statuses();
            case "workflow" ->
                new DeploymentSource.Workflow(
                        Glob.ofName(needed("sources[].workflow", rule.workflow())), branch, environment);
            case "releases" -> new DeploymentSource.Releases(environment);
            case "merges" -> new DeploymentSource.Merges(branch, environment);
            case "builds" ->
                new DeploymentSource.Builds(Glob.ofName(needed("sources[].pipeline", rule.pipeline())), environment);
            default ->
                throw bad("sources[].source '%s' is none of deployment_statuses, workflow, releases, merges, builds"
                        .formatted(source));
        };
        refuseOther(rule, read, source);
        return read;
    }

    /** What has no effect is mostly a mistake. */
    private static void refuseOther(SourceBody rule, DeploymentSource read, String source) {
        if (rule.workflow().isPresent() && !(read instanceof DeploymentSource.Workflow)
                || rule.pipeline().isPresent() && !(read instanceof DeploymentSource.Builds)
                || rule.branch().isPresent()
                        && !(read instanceof DeploymentSource.Workflow || read instanceof DeploymentSource.Merges)
                || rule.environment().isPresent() && read instanceof DeploymentSource.Statuses) {
            throw bad(
                    "sources[] with the source '%s' has a workflow, branch, pipeline or environment that it does not use"
                            .formatted(source));
        }
    }

    private Service service(ServiceBody service) {
        List<Glob> paths = list(
                "services[].paths", service.paths(), MOST_RULES, path -> Glob.ofPath(text("services[].paths", path)));
        if (paths.isEmpty()) {
            throw bad("services[].paths of '%s' is empty: give at least one pattern"
                    .formatted(service.name().orElse("")));
        }
        return new Service(
                needed("services[].repository", service.repository()),
                name("services[].name", service.name()),
                paths,
                list(
                        "services[].environments",
                        service.environments(),
                        MOST_RULES,
                        environment -> Glob.ofName(text("services[].environments", environment))));
    }

    private static List<Service> distinct(List<Service> services) {
        Set<String> names = new HashSet<>();
        for (Service service : services) {
            if (!names.add(service.repository().toLowerCase(Locale.ROOT) + " " + service.name())) {
                throw bad(
                        "services[].name '%s' is there twice for '%s'".formatted(service.name(), service.repository()));
            }
        }
        return services;
    }

    private Ownership ownership(OwnershipBody owner, List<Service> services) {
        String repository = needed("ownership[].repository", owner.repository());
        Optional<String> service = owner.service();
        if (service.isPresent()
                && services.stream()
                        .noneMatch(known -> known.repository().equalsIgnoreCase(repository)
                                && known.name().equals(service.get()))) {
            throw bad("ownership[].service '%s' is no service of '%s'".formatted(service.get(), repository));
        }
        Instant from = owner.from().map(text -> day("ownership[].from", text)).orElse(ALWAYS);
        Instant until =
                owner.until().map(text -> day("ownership[].until", text)).orElse(FOR_EVER);
        if (!from.isBefore(until)) {
            throw bad("ownership[] of '%s' ends at %s, which is not after it begins at %s"
                    .formatted(repository, until, from));
        }
        return new Ownership(name("ownership[].group", owner.group()), repository, service, from, until);
    }

    /** Nothing belongs to two groups at a time, else its deployments would count twice. */
    private static List<Ownership> disjoint(List<Ownership> owners) {
        for (int one = 0; one < owners.size(); one++) {
            for (Ownership other : owners.subList(one + 1, owners.size())) {
                Ownership owner = owners.get(one);
                boolean same = owner.repository().equalsIgnoreCase(other.repository())
                        && (owner.service().equals(other.service())
                                || owner.service().isEmpty()
                                || other.service().isEmpty());
                if (same && owner.from().isBefore(other.until()) && other.from().isBefore(owner.until())) {
                    throw bad(
                            "ownership[] gives '%s' to '%s' and to '%s' at the same time: once as a whole, or once each service"
                                    .formatted(owner.repository(), owner.group(), other.group()));
                }
            }
        }
        return owners;
    }

    private WorkCalendar calendar(CalendarBody calendar) {
        String zone = needed("calendar.zone", calendar.zone());
        LocalTime from =
                calendar.from().map(text -> time("calendar.from", text)).orElse(LocalTime.of(9, 0));
        LocalTime to = calendar.to().map(text -> time("calendar.to", text)).orElse(LocalTime.of(17, 0));
        if (!from.isBefore(to)) {
            throw bad("calendar.to '%s' is not after calendar.from '%s'".formatted(to, from));
        }
        Set<DayOfWeek> days = calendar.days().isEmpty()
                ? EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)
                : calendar.days().stream().map(ReadDefinitions::dayOfWeek).collect(Collectors.toUnmodifiableSet());
        return new WorkCalendar(
                parsed("calendar.zone", zone, "an IANA zone such as Europe/Berlin", ZoneId::of),
                days,
                from,
                to,
                Set.copyOf(list(
                        "calendar.holidays",
                        calendar.holidays(),
                        MOST_OWNERSHIPS,
                        text -> parsed("calendar.holidays", text, "a date such as 2026-12-25", LocalDate::parse))));
    }

    private static DayOfWeek dayOfWeek(String text) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> day.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> bad("calendar.days '%s' is none of monday to sunday".formatted(text)));
    }

    private static LocalTime time(String name, String text) {
        return parsed(name, text, "a time of day such as 09:00", LocalTime::parse);
    }

    private static Instant day(String name, String text) {
        return parsed(name, text, "a date such as 2026-01-01", LocalDate::parse)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private static Duration window(String name, Optional<String> text) {
        if (text.isEmpty()) {
            return Definitions.DEFAULT.incidentWindow();
        }
        Duration window = parsed(name, text.get(), "a duration such as PT24H", Duration::parse);
        if (window.compareTo(SHORTEST_WINDOW) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
            throw bad("%s '%s' is not from PT1M to P30D".formatted(name, text.get()));
        }
        return window;
    }

    private static <T> T parsed(String name, String text, String rule, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (DateTimeException e) {
            throw bad("%s '%s' is not %s".formatted(name, text, rule));
        }
    }

    private Set<String> labels(String name, List<String> labels) {
        return Set.copyOf(
                list(name, labels, MOST_RULES, label -> text(name, label).toLowerCase(Locale.ROOT)));
    }

    private static <T, R> List<R> list(String name, List<T> given, int most, Function<T, R> read) {
        if (given.size() > most) {
            throw bad("%s has %,d entries: %,d are allowed".formatted(name, given.size(), most));
        }
        return given.stream().map(read).toList();
    }

    private static String name(String field, Optional<String> given) {
        return given.filter(text -> NAME.matcher(text).matches())
                .orElseThrow(() -> bad(
                        "%s '%s' is not 1 to 100 lower-case letters, digits, dots, underscores and hyphens, the first a letter or digit"
                                .formatted(field, given.orElse(""))));
    }

    private static String needed(String name, Optional<String> given) {
        return text(name, given.orElse(""));
    }

    private static String text(String name, String given) {
        if (given.isBlank() || given.length() > LONGEST || given.indexOf('\0') >= 0) {
            throw bad("%s has %,d characters: 1 to %d, not blank, and no NUL".formatted(name, given.length(), LONGEST));
        }
        return given;
    }

    private static MillraceException bad(String message) {
        return MillraceException.badRequest(message).withCode("definitions_invalid");
    }
}
