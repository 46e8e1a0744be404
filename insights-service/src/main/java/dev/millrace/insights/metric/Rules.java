package dev.millrace.insights.metric;

import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.metric.Definitions.Service;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The definitions as they apply to one repository, or to one of its services. */
public final class Rules {

    /** Those of a team that has decided nothing, for all of a repository. */
    public static final Rules DEFAULT =
            new Rules(Definitions.DEFAULT, new DeploymentSource.Statuses(), Optional.empty());

    private final Definitions definitions;
    private final DeploymentSource source;
    private final Optional<Service> service;

    private Rules(Definitions definitions, DeploymentSource source, Optional<Service> service) {
        this.definitions = definitions;
        this.source = source;
        this.service = service;
    }

    /** For all of a repository. */
    public static Rules of(Definitions definitions, String repository) {
        return new Rules(definitions, source(definitions, repository, Optional.empty()), Optional.empty());
    }

    /** For a service of a repository. */
    public static Rules of(Definitions definitions, Service service) {
        return new Rules(
                definitions,
                source(definitions, service.repository(), Optional.of(service.name())),
                Optional.of(service));
    }

    private static DeploymentSource source(Definitions definitions, String repository, Optional<String> service) {
        return definitions.sources().stream()
                .filter(rule -> rule.repository().matches(repository)
                        && (rule.service().isEmpty()
                                || service.filter(rule.service().get()::matches).isPresent()))
                .map(Definitions.SourceRule::source)
                .findFirst()
                .orElseGet(DeploymentSource.Statuses::new);
    }

    /** Where deployments come from. */
    public DeploymentSource source() {
        return source;
    }

    Duration incidentWindow() {
        return definitions.incidentWindow();
    }

    Duration hotfixWindow() {
        return definitions.hotfixWindow();
    }

    /** When the team works; empty if it does not say. */
    public Optional<WorkCalendar> calendar() {
        return definitions.calendar();
    }

    /** The tier of an environment. */
    public Tier tier(String environment) {
        return definitions.tier(environment);
    }

    boolean isUnmapped(String environment) {
        return definitions.isUnmapped(environment);
    }

    boolean isDeployedTo(String environment) {
        return service.map(own -> own.isDeployedTo(environment)).orElse(true);
    }

    /**
     * Whether a commit belongs to the service. One whose files are not known may touch every path, so it does.
     *
     * @param paths of files by commit
     */
    boolean contains(String commit, Map<String, List<String>> paths) {
        return service.isEmpty() || !paths.containsKey(commit) || service.get().contains(paths.get(commit));
    }

    /** Whether a change repairs something urgently. */
    boolean isHotfix(ChangeFact change) {
        return Reverts.isHotfix(change.headRef(), change.title()) || hasLabel(change, definitions.hotfixLabels());
    }

    /** Whether a change is labeled as a revert. */
    boolean isLabeledRevert(ChangeFact change) {
        return hasLabel(change, definitions.revertLabels());
    }

    private static boolean hasLabel(ChangeFact change, Collection<String> wanted) {
        return change.labels().stream()
                .map(label -> label.toLowerCase(Locale.ROOT))
                .anyMatch(wanted::contains);
    }
}
