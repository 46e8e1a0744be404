package dev.millrace.insights.query;

import dev.millrace.kit.error.ProblemBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answers to several queries, all from one snapshot: numbers of two panels that mean the same are the same.
 *
 * @param at when they were read; it decides for all of them which window is the last 30 days
 * @param panels in the order of the request
 */
record BatchBody(Instant at, List<PanelBody> panels) {

    /**
     * The answer to one query.
     *
     * @param name as in the request, else its place
     * @param status that the query alone would be answered with
     * @param answer null if the query is refused
     * @param problem why it is refused; null otherwise
     */
    record PanelBody(String name, int status, Optional<MetricsBody> answer, Optional<ProblemBody> problem) {}
}
