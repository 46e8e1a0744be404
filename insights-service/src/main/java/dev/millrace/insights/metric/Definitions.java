package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a team decided about how its facts are read. All rules are ordered: the first that matches decides.
 *
 * @param tiers of environments; what no rule matches has the tier of the default table
 * @param sources of deployments; where no rule matches, statuses are
 * @param services parts of repositories
 * @param bots patterns of logins, and of names and addresses in commits, that are programs
 * @param agents names as for {@link Authors}, beside those of the settings
 * @param hotfixLabels labels of urgent repairs, in lower case
 * @param revertLabels labels of reverts, in lower case
 * @param ownership which group a repository or service belongs to, and when
 * @param incidentWindow an incident within this time of a deployment's end, itself included, is evidence against it
 * @param hotfixWindow the same of the end of a deployment with a hotfix
 * @param calendar when the team works; empty if it does not say
 */
public record Definitions(
        List<TierRule> tiers,
        List<SourceRule> sources,
        List<Service> services,
        List<Glob> bots,
        List<String> agents,
        Set<String> hotfixLabels,
        Set<String> revertLabels,
        List<Ownership> ownership,
        Duration incidentWindow,
        Duration hotfixWindow,
        Optional<WorkCalendar> calendar) {

    /** What holds for a team that has decided nothing. */
    public static final Definitions DEFAULT = new Definitions(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Set.of(),
            Set.of(),
            List.of(),
            FailureLog.WINDOW,
            FailureLog.WINDOW,
            Optional.empty());

    public Definitions {
        tiers = List.copyOf(tiers);
        sources = List.copyOf(sources);
        services = List.copyOf(services);
        bots = List.copyOf(bots);
        agents = List.copyOf(agents);
        hotfixLabels = Set.copyOf(hotfixLabels);
        revertLabels = Set.copyOf(revertLabels);
        ownership = List.copyOf(ownership);
    }

    /**
     * The tier of some environments.
     *
     * @param environment their names
     */
    public record TierRule(Glob environment, Tier tier) {}

    /**
     * The source of the deployments of some repositories.
     *
     * @param repository their names
     * @param service only of this service; empty for the repository and all its services
     */
    public record SourceRule(Glob repository, Optional<Glob> service, DeploymentSource source) {}

    /**
     * A part of a repository that is deployed by itself.
     *
     * @param repository {@code owner/name}
     * @param name unique in the repository
     * @param paths of its files
     * @param environments that it is deployed to; none for all
     */
    public record Service(String repository, String name, List<Glob> paths, List<Glob> environments) {

        public Service {
            paths = List.copyOf(paths);
            environments = List.copyOf(environments);
        }

        boolean isDeployedTo(String environment) {
            return environments.isEmpty() || environments.stream().anyMatch(glob -> glob.matches(environment));
        }

        boolean contains(List<String> files) {
            return files.stream().anyMatch(file -> paths.stream().anyMatch(glob -> glob.matches(file)));
        }
    }

    /**
     * A time during which a repository or service belongs to a group.
     *
     * @param group name
     * @param repository {@code owner/name}
     * @param service of the repository; empty for the repository itself
     * @param from its beginning
     * @param until its end, not in it
     */
    public record Ownership(String group, String repository, Optional<String> service, Instant from, Instant until) {}

    /** The authors as the settings know them, and what the team adds. */
    public Authors authors(Authors known) {
        return known.with(agents, bots);
    }

    /** The tier that the team's rules give an environment; empty if none knows it. */
    private Optional<Tier> ruledTier(String environment) {
        String name = environment.strip();
        return tiers.stream()
                .filter(rule -> rule.environment().matches(name))
                .map(TierRule::tier)
                .findFirst();
    }

    /** The tier of an environment. */
    public Tier tier(String environment) {
        return ruledTier(environment).orElseGet(() -> Tier.of(environment));
    }

    /** Whether no rule, neither of the team nor of the default table, knows the environment. */
    public boolean isUnmapped(String environment) {
        return ruledTier(environment).isEmpty() && Tier.of(environment) == Tier.OTHER;
    }

    /** The services of a repository, in their order. */
    public List<Service> services(String repository) {
        return services.stream()
                .filter(service -> service.repository().equalsIgnoreCase(repository))
                .toList();
    }

    /** Who owns the repository, or one of its services, and when; by time. */
    public List<Ownership> owners(String repository, Optional<String> service) {
        return ownership.stream()
                .filter(owner -> owner.repository().equalsIgnoreCase(repository)
                        && owner.service().equals(service))
                .sorted(comparing(Ownership::from).thenComparing(Ownership::group))
                .toList();
    }
}
