package dev.millrace.insights.repository;

import dev.millrace.insights.metric.Window;
import dev.millrace.insights.query.QueryParameters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A validated query about who did something in a repository.
 *
 * @param repository {@code owner/name}
 * @param window which time
 * @param bots whether programs are listed
 * @param page which part of the list
 */
record PeopleQuery(String repository, Window window, boolean bots, Page page) {

    private static final Set<String> KNOWN = Set.of("repository", "from", "to", "zone", "bots", "limit", "after");

    /**
     * The query that the parameters describe.
     *
     * @param values by name, as received
     * @param now the end of the window if none is given
     */
    static PeopleQuery read(Map<String, List<String>> values, Instant now) {
        QueryParameters parameters = QueryParameters.of(values, KNOWN);
        return new PeopleQuery(
                parameters.repository(),
                parameters.window(parameters.zone(), now),
                parameters.included("bots", "include"),
                Page.of(parameters));
    }
}
