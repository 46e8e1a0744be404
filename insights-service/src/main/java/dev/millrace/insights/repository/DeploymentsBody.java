package dev.millrace.insights.repository;

import java.util.List;
import java.util.Optional;

/**
 * A page of deployments, newest first.
 *
 * @param items on it
 * @param next value of {@code after} for the following page; null on the last
 * @param environments which environments there are
 */
record DeploymentsBody(List<DeploymentBody> items, Optional<String> next, EnvironmentsBody environments) {

    /**
     * @param listed names of the environments that the list is about, sorted
     * @param unmapped names that no tier rule matches, sorted; {@code environment} or {@code tier=other} selects them
     */
    record EnvironmentsBody(List<String> listed, List<String> unmapped) {}
}
