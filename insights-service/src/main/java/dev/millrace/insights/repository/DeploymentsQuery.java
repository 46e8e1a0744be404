package dev.millrace.insights.repository;

import static dev.millrace.insights.query.QueryParameters.bad;

import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.Quantiles.Method;
import dev.millrace.insights.metric.Scope;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.query.QueryParameters;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A validated query about the deployments of one repository.
 *
 * @param repository {@code owner/name}
 * @param window which time
 * @param scope which environments
 * @param choices how to count
 * @param page which part of the list
 */
record DeploymentsQuery(String repository, Window window, Scope scope, Choices choices, Page page) {

    private static final Set<String> KNOWN = Set.of(
            "repository", "from", "to", "zone", "tier", "environment", "redeploys", "bots", "agents", "limit", "after");

    /**
     * The query that the parameters describe.
     *
     * @param values by name, as received
     * @param now the end of the window if none is given
     */
    static DeploymentsQuery read(Map<String, List<String>> values, Instant now) {
        QueryParameters parameters = QueryParameters.of(values, KNOWN);
        return new DeploymentsQuery(
                parameters.repository(),
                parameters.window(parameters.zone(), now),
                scope(parameters),
                new Choices(
                        parameters.included("redeploys", "exclude"),
                        parameters.included("bots", "exclude"),
                        parameters.included("agents", "include"),
                        Method.CONTINUOUS),
                Page.of(parameters));
    }

    private static Scope scope(QueryParameters parameters) {
        Optional<String> environment = parameters.find("environment");
        Optional<Tier> tier = parameters
                .find("tier")
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
}
