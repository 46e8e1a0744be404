package dev.millrace.insights.definition;

import dev.millrace.insights.metric.Definitions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Definitions as they are written in the API, and stored. All rules are ordered: the first that matches decides. Patterns have
 * {@code *} and {@code ?}.
 *
 * @param tiers of environments
 * @param sources of deployments
 * @param services parts of repositories
 * @param bots patterns of logins, and of names and addresses in commits, that are programs
 * @param agents logins and addresses of coding agents, beside those of the settings
 * @param hotfixLabels labels of urgent repairs
 * @param revertLabels labels of reverts
 * @param ownership which group a repository or a service belongs to
 * @param incidentWindow ISO 8601, from PT1M to P30D: how long after a deployment an incident is evidence against it; PT24H if absent
 * @param hotfixWindow the same of hotfixes
 * @param calendar when the team works
 */
public record DefinitionsBody(
        List<TierBody> tiers,
        List<SourceBody> sources,
        List<ServiceBody> services,
        List<String> bots,
        List<String> agents,
        List<String> hotfixLabels,
        List<String> revertLabels,
        List<OwnershipBody> ownership,
        Optional<String> incidentWindow,
        Optional<String> hotfixWindow,
        Optional<CalendarBody> calendar) {

    /** Nothing is decided. */
    public static final DefinitionsBody EMPTY = new DefinitionsBody(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public DefinitionsBody {
        // a request may lack any of them
        tiers = all(tiers);
        sources = all(sources);
        services = all(services);
        bots = all(bots);
        agents = all(agents);
        hotfixLabels = all(hotfixLabels);
        revertLabels = all(revertLabels);
        ownership = all(ownership);
        incidentWindow = one(incidentWindow);
        hotfixWindow = one(hotfixWindow);
        calendar = one(calendar);
    }

    /**
     * @param environment pattern of names
     * @param tier {@code production}, {@code staging}, {@code testing}, {@code development} or {@code other}
     */
    public record TierBody(Optional<String> environment, Optional<String> tier) {

        public TierBody {
            environment = one(environment);
            tier = one(tier);
        }
    }

    /**
     * @param repository pattern of names; all if absent
     * @param service pattern of names; the repository and all its services if absent
     * @param source {@code deployment_statuses}, {@code workflow}, {@code releases}, {@code merges} or {@code builds}
     * @param workflow pattern of names; required for {@code workflow}
     * @param branch pattern of names, for {@code workflow} and {@code merges}
     * @param pipeline pattern of names; required for {@code builds}
     * @param environment name; {@code production} if absent
     */
    public record SourceBody(
            Optional<String> repository,
            Optional<String> service,
            Optional<String> source,
            Optional<String> workflow,
            Optional<String> branch,
            Optional<String> pipeline,
            Optional<String> environment) {

        public SourceBody {
            repository = one(repository);
            service = one(service);
            source = one(source);
            workflow = one(workflow);
            branch = one(branch);
            pipeline = one(pipeline);
            environment = one(environment);
        }
    }

    /**
     * @param repository {@code owner/name}
     * @param name unique in the repository: 1 to 100 lower-case letters, digits, dots, underscores and hyphens
     * @param paths patterns of its files
     * @param environments patterns of the environments that it is deployed to; all if absent
     */
    public record ServiceBody(
            Optional<String> repository, Optional<String> name, List<String> paths, List<String> environments) {

        public ServiceBody {
            repository = one(repository);
            name = one(name);
            paths = all(paths);
            environments = all(environments);
        }
    }

    /**
     * @param group name: as that of a service
     * @param repository {@code owner/name}
     * @param service of the repository; the repository itself if absent
     * @param from first day, in UTC; always if absent
     * @param until first day after it, in UTC; for ever if absent
     */
    public record OwnershipBody(
            Optional<String> group,
            Optional<String> repository,
            Optional<String> service,
            Optional<String> from,
            Optional<String> until) {

        public OwnershipBody {
            group = one(group);
            repository = one(repository);
            service = one(service);
            from = one(from);
            until = one(until);
        }
    }

    /**
     * @param zone IANA zone
     * @param days of the week, {@code monday} to {@code sunday}; Monday to Friday if absent
     * @param from time of day; 09:00 if absent
     * @param to time of day; 17:00 if absent
     * @param holidays days without work
     */
    public record CalendarBody(
            Optional<String> zone,
            List<String> days,
            Optional<String> from,
            Optional<String> to,
            List<String> holidays) {

        public CalendarBody {
            zone = one(zone);
            days = all(days);
            from = one(from);
            to = one(to);
            holidays = all(holidays);
        }
    }

    /**
     * What they mean.
     *
     * @throws dev.millrace.kit.error.MillraceException 400 with the value and the rule that it breaks
     */
    public Definitions read() {
        return new ReadDefinitions(this).read();
    }

    static <T> List<T> all(@Nullable List<T> given) {
        return given == null ? List.of() : List.copyOf(given);
    }

    static <T> Optional<T> one(@Nullable Optional<T> given) {
        return Objects.requireNonNullElse(given, Optional.empty());
    }
}
